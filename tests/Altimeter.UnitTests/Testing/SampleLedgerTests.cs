using Altimeter.Testing.Ledger;
using Xunit;

namespace Altimeter.UnitTests.Testing;

/// <summary>The ledger must be able to fail.</summary>
public sealed class SampleLedgerTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 10, 0, 0, TimeSpan.Zero);
    private readonly SampleLedger _ledger = new(TimeSpan.FromSeconds(1));
    private readonly Dictionary<Granule, double> _stored = [];
    private readonly List<(Granule, string)> _setAside = [];
    private readonly Dictionary<Granule, int> _posts = [];

    public SampleLedgerTests()
    {
        for (var i = 0; i < 5; i++)
        {
            _ledger.Sent("r", "m", At(i), i);
            _stored.Add(GranuleAt(i), i);
            _posts.Add(GranuleAt(i), 1);
        }
    }

    [Fact]
    public void Judge_EverythingStored_IsComplete()
    {
        var verdict = Judge();

        Assert.True(verdict.IsComplete);
        Assert.Equal("5 sent · 5 stored · 0 set aside · 0 dropped · 0 lost · 0 altered · 0 posted twice", verdict.ToString());
    }

    [Fact]
    public void Judge_OneMessageDropped_NamesTheNumber()
    {
        _stored.Remove(GranuleAt(3));

        var verdict = Judge();

        Assert.False(verdict.IsComplete);
        Assert.Equal(3, Assert.Single(verdict.Missing).Number);
        Assert.Contains("missing 3: m of r at 2026-11-25T10:00:03Z", verdict.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_OneValueChanged_NamesTheNumber()
    {
        _stored[GranuleAt(2)] = 2.5;

        var verdict = Judge();

        Assert.False(verdict.IsComplete);
        Assert.Equal((2, 2.5), (Assert.Single(verdict.Altered).Sent.Number, verdict.Altered[0].Found));
    }

    [Fact]
    public void Judge_Unstorable_IsSetAsideOrMissingAndNeverStored()
    {
        _ledger.SentUnstorable("r", "m", At(5));
        Assert.Equal(5, Assert.Single(Judge().Missing).Number);

        _setAside.Add((GranuleAt(5), "refused"));
        Assert.True(Judge().IsComplete);
        Assert.True(Assert.Single(Judge().SetAside).Sent.IsUnstorable);

        _stored.Add(GranuleAt(5), 0);
        Assert.Equal(5, Assert.Single(Judge().Altered).Sent.Number);
    }

    [Fact]
    public void Judge_SetAsideOrCounted_IsCompleteAndTold()
    {
        _stored.Remove(GranuleAt(0));
        _stored.Remove(GranuleAt(1));
        _setAside.Add((GranuleAt(0), "late"));
        _setAside.Add((GranuleAt(4), "refused"));

        Assert.False(Judge().IsComplete);
        var verdict = Judge(dropped: 1);

        Assert.True(verdict.IsComplete);
        Assert.Equal((0, "late"), (Assert.Single(verdict.SetAside).Sent.Number, verdict.SetAside[0].Reason));
        Assert.Equal(4, Assert.Single(verdict.StoredAndSetAside).Number); // stored wins
    }

    [Fact]
    public void Judge_PostedTwice_IsToldAndAllowed()
    {
        _posts[GranuleAt(1)] = 2;

        var verdict = Judge();

        Assert.True(verdict.IsComplete);
        Assert.Equal(1, Assert.Single(verdict.PostedTwice).Number);
    }

    [Fact]
    public void Judge_StoredButNotSent_IsToldAndAllowed()
    {
        _stored.Add(GranuleAt(9), 9);

        Assert.Equal(GranuleAt(9), Assert.Single(Judge().Unknown));
        Assert.True(Judge().IsComplete);
    }

    [Fact]
    public void Sent_SameSampleAgain_IsARepeatAndAnotherValueIsRefused()
    {
        Assert.Equal(2, _ledger.Sent("r", "m", At(2).AddMilliseconds(500), 2));
        Assert.Throws<ArgumentException>(() => _ledger.Sent("r", "m", At(2), 7));
        Assert.Equal(5, _ledger.Count);
    }

    private static DateTimeOffset At(int second) => Start.AddSeconds(second);

    private Granule GranuleAt(int second) => _ledger.GranuleOf("r", "m", At(second));

    private Verdict Judge(long dropped = 0) => _ledger.Judge(_stored, _setAside, dropped, _posts);
}
