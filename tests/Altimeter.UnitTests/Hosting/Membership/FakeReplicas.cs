using Altimeter.Hosting.Membership;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Altimeter.UnitTests.Hosting.Membership;

/// <summary>Replicas that hear each other without a broker, on one clock that the test moves.</summary>
internal sealed class FakeReplicas
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private readonly List<Member> _members = [];

    public FakeTimeProvider Time { get; } = new();

    /// <summary>Nothing is carried while this is set.</summary>
    public bool IsBrokerAway { get; set; }

    public Member Start(string id, params string[] keys)
    {
        var membership = new Altimeter.Hosting.Membership.Membership("writer", id, Time, NullLogger.Instance);
        var member = new Member(membership, new Claims(membership, keys, Time, NullLogger<Claims>.Instance));
        _members.Add(member);
        return member;
    }

    /// <summary>Lets time pass, in steps of the timer.</summary>
    public void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            Beat();
            Time.Advance(Step);
        }

        Beat();
    }

    public void Pass(double seconds) => Pass(TimeSpan.FromSeconds(seconds));

    private void Beat()
    {
        foreach (var member in _members.Where(member => !member.IsFrozen))
        {
            var heartbeat = member.Membership.Tick();
            if (heartbeat is null || IsBrokerAway || member.IsCutOff) continue;
            foreach (var hearer in _members.Where(hearer => !hearer.IsFrozen && !hearer.IsCutOff)) hearer.Membership.Receive(heartbeat);
        }
    }

    internal sealed class Member(Altimeter.Hosting.Membership.Membership membership, Claims claims)
    {
        public Altimeter.Hosting.Membership.Membership Membership => membership;

        public Claims Claims => claims;

        /// <summary>Killed, or stopped by SIGSTOP.</summary>
        public bool IsFrozen { get; set; }

        /// <summary>Runs, and has no connection.</summary>
        public bool IsCutOff { get; set; }

        public IReadOnlyList<string> Peers => membership.View.Peers;

        /// <summary>Opens and closes what it should, as a lane host does.</summary>
        public void Apply()
        {
            foreach (var key in claims.Held.Where(key => !claims.IsOwned(key))) claims.Release(key);
            foreach (var key in claims.Keys) claims.TryClaim(key);
        }
    }
}
