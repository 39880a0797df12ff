using Altimeter.Hosting.Membership;
using Xunit;

namespace Altimeter.UnitTests.Hosting.Membership;

public sealed class RendezvousTests
{
    private static readonly string[] Lanes = [.. Enumerable.Range(0, 8).Select(lane => $"gnocchi-writer-samples-{lane}")];

    [Fact]
    public void Score_GoldenValues_NeverChange()
    {
        Assert.Equal(0x3ad1c82f75718fadUL, Rendezvous.Score("gnocchi-writer-samples-0", "writer-0-00000000"));
        Assert.Equal(0xb9034ad37056f5fbUL, Rendezvous.Score("", ""));
        Assert.Equal(0xaa79904fc930e10UL, Rendezvous.Score("größe", "höst-1-0123abcd"));
    }

    // Replicas of different versions run side by side during a roll-out: a change here needs another generation of names.
    [Fact]
    public void Assign_GoldenValues_NeverChange()
    {
        var owners = Rendezvous.Assign(Lanes, ["a-11111111", "b-22222222", "c-33333333"]);

        Assert.Equal("bcabcbac", string.Concat(Lanes.Select(lane => owners[lane][0])));
    }

    [Fact]
    public void Assign_AnyNumberOfReplicas_IsBoundedCompleteAndIndependentOfOrder()
    {
        for (var count = 1; count <= 12; count++)
        {
            var replicas = Enumerable.Range(0, count).Select(i => $"host-{i}-{i:x8}").ToList();

            var owners = Rendezvous.Assign(Lanes, replicas);

            Assert.Equal(Lanes.Order(), owners.Keys.Order());
            Assert.True(owners.Values.CountBy(owner => owner).Max(load => load.Value) <= (Lanes.Length + count - 1) / count);
            replicas.Reverse();
            Assert.Equal(owners.OrderBy(o => o.Key), Rendezvous.Assign([.. Lanes.Reverse()], replicas).OrderBy(o => o.Key));
        }
    }

    [Fact]
    public void Assign_NoReplica_IsEmpty() => Assert.Empty(Rendezvous.Assign(Lanes, []));

    [Fact]
    public void OwnerOf_AReplicaLeaves_OnlyItsKeysMove()
    {
        string[] three = ["a-11111111", "b-22222222", "c-33333333"];
        var devices = Enumerable.Range(0, 3000).Select(i => $"device-{i}").ToList();

        var moved = devices.Where(device => Rendezvous.OwnerOf(device, three) != Rendezvous.OwnerOf(device, three[..2])).ToList();

        Assert.All(moved, device => Assert.Equal(three[2], Rendezvous.OwnerOf(device, three)));
        Assert.InRange(moved.Count, 900, 1100);
        Assert.Null(Rendezvous.OwnerOf("device", []));
    }
}
