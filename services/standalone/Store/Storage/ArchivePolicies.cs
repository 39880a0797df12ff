using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Altimeter.Standalone.Store.Model;

namespace Altimeter.Standalone.Store.Storage;

/// <summary>Archive policies, and the rules that choose one by a metric's name.</summary>
internal static class ArchivePolicies
{
    public static bool Any(Session session) => session.Exists("SELECT 1 FROM archive_policy");

    public static List<ArchivePolicy> List(Session session) =>
        session.Query("SELECT document FROM archive_policy ORDER BY name", row => Read(row.GetString(0)));

    public static ArchivePolicy? Find(Session session, string name) =>
        session.First("SELECT document FROM archive_policy WHERE name = $1", row => Read(row.GetString(0)), name);

    /// <summary>Adds a policy.</summary>
    /// <exception cref="GnocchiFault">409: the name is taken.</exception>
    public static void Add(Session session, ArchivePolicy policy)
    {
        if (session.Execute("INSERT OR IGNORE INTO archive_policy VALUES ($1, $2)", policy.Name, policy.ToStored().ToJsonString()) == 0)
        {
            throw new GnocchiFault(409, $"Archive policy {policy.Name} already exists");
        }
    }

    public static void Replace(Session session, ArchivePolicy policy) =>
        session.Execute("UPDATE archive_policy SET document = $2 WHERE name = $1", policy.Name, policy.ToStored().ToJsonString());

    /// <summary>Deletes a policy.</summary>
    /// <exception cref="GnocchiFault">404: there is none of this name; 400: a metric or a rule uses it.</exception>
    public static void Delete(Session session, string name)
    {
        if (session.Exists("SELECT 1 FROM metric WHERE archive_policy_name = $1 UNION ALL SELECT 1 FROM archive_policy_rule WHERE archive_policy_name = $1", name))
        {
            throw new GnocchiFault(400, $"Archive policy {name} is still in use");
        }

        if (session.Execute("DELETE FROM archive_policy WHERE name = $1", name) == 0)
        {
            throw GnocchiFault.Missing("Archive policy", name);
        }
    }

    public static List<JsonObject> Rules(Session session) => session.Query(
        "SELECT name, metric_pattern, archive_policy_name FROM archive_policy_rule ORDER BY metric_pattern DESC",
        row => new JsonObject { ["name"] = row.GetString(0), ["metric_pattern"] = row.GetString(1), ["archive_policy_name"] = row.GetString(2) });

    /// <summary>Adds a rule.</summary>
    /// <exception cref="GnocchiFault">400: no such policy; 409: the name is taken.</exception>
    public static JsonObject AddRule(Session session, string name, string pattern, string policy)
    {
        _ = Find(session, policy) ?? throw new GnocchiFault(400, $"Archive policy {policy} does not exist");
        return session.Execute("INSERT OR IGNORE INTO archive_policy_rule VALUES ($1, $2, $3)", name, pattern, policy) == 1
            ? new JsonObject { ["name"] = name, ["metric_pattern"] = pattern, ["archive_policy_name"] = policy }
            : throw new GnocchiFault(409, $"Archive policy rule {name} already exists");
    }

    /// <summary>Deletes a rule.</summary>
    /// <exception cref="GnocchiFault">404: there is none of this name.</exception>
    public static void DeleteRule(Session session, string name)
    {
        if (session.Execute("DELETE FROM archive_policy_rule WHERE name = $1", name) == 0)
        {
            throw GnocchiFault.Missing("Archive policy rule", name);
        }
    }

    /// <summary>Name of the policy for a metric whose creator named none: that of the rule with the longest matching pattern.</summary>
    /// <exception cref="GnocchiFault">400: no rule matches.</exception>
    public static string NameFor(Session session, string? metric)
    {
        var rules = session.Query("SELECT metric_pattern, archive_policy_name FROM archive_policy_rule ORDER BY length(metric_pattern) DESC",
            row => (Pattern: row.GetString(0), Policy: row.GetString(1)));
        return rules.Find(rule => Matches(metric ?? "", rule.Pattern)).Policy ?? throw new GnocchiFault(400,
            $"No archive policy name specified and no archive policy rule found matching the metric name {metric ?? "None"}");
    }

    private static bool Matches(string name, string glob) => Regex.IsMatch(name,
        "^" + Regex.Escape(glob).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal) + "$",
        RegexOptions.NonBacktracking | RegexOptions.Singleline);

    private static ArchivePolicy Read(string document)
    {
        using var json = JsonDocument.Parse(document);
        return ArchivePolicy.Parse(new Body(json.RootElement));
    }
}
