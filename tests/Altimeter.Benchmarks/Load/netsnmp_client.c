/* GETs of 10 OIDs through libsnmp's asynchronous API: 64 outstanding on one session, every answer decoded by the library.
   Usage: netsnmp_client HOST:PORT SECONDS. Prints requests, seconds, and CPU seconds of this process (user + system). */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <time.h>

enum { WINDOW = 64, OIDS = 10 };

static oid names[OIDS][MAX_OID_LEN];
static size_t lengths[OIDS];
static long answered, failed, varbinds;
static int stopping;

static double now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static int on_answer(int operation, netsnmp_session *session, int id, netsnmp_pdu *pdu, void *data);

static void ask(netsnmp_session *session) {
    netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_GET);
    for (int i = 0; i < OIDS; i++) snmp_add_null_var(pdu, names[i], lengths[i]);
    if (!snmp_async_send(session, pdu, on_answer, NULL)) {
        snmp_perror("send");
        exit(1);
    }
}

static int on_answer(int operation, netsnmp_session *session, int id, netsnmp_pdu *pdu, void *data) {
    (void)id; (void)data;
    if (operation == NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE) {
        answered++;
        for (netsnmp_variable_list *v = pdu->variables; v; v = v->next_variable) varbinds++;
    } else {
        failed++;
    }
    if (!stopping) ask(session);
    return 1;
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    setenv("MIBS", "", 1);
    init_snmp("netsnmp_client");
    netsnmp_session base, *session;
    snmp_sess_init(&base);
    base.version = SNMP_VERSION_2c;
    base.peername = argv[1];
    base.community = (u_char *)"public";
    base.community_len = 6;
    base.timeout = 1000000;
    base.retries = 2;
    if (!(session = snmp_open(&base))) return 3;
    for (int i = 0; i < OIDS; i++) {
        char text[64];
        snprintf(text, sizeof text, i % 2 ? ".1.3.6.1.2.1.2.2.1.14.%d" : ".1.3.6.1.2.1.31.1.1.1.6.%d", i / 2 + 1);
        lengths[i] = MAX_OID_LEN;
        if (!read_objid(text, names[i], &lengths[i])) return 1;
    }
    double start = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID), end = start + atof(argv[2]);
    for (int i = 0; i < WINDOW; i++) ask(session);
    while (now(CLOCK_MONOTONIC) < end) {
        int fds = 0, block = 0;
        fd_set set;
        struct timeval wait = { 1, 0 };
        FD_ZERO(&set);
        snmp_select_info(&fds, &set, &wait, &block);
        if (select(fds, &set, NULL, NULL, &wait) > 0) snmp_read(&set);
        else snmp_timeout();
    }
    stopping = 1;
    printf("%ld %ld %ld %.6f %.6f\n", answered, failed, varbinds, now(CLOCK_MONOTONIC) - start, now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    return 0;
}
