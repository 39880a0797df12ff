using Altimeter.OpenStack.Gnocchi;
using Xunit;

namespace Altimeter.UnitTests.OpenStack.Gnocchi;

public sealed class GnocchiIdsTests
{
    [Theory]
    [InlineData("foobar", "foobar", "2fbfbb20-8d56-5e1e-afb9-b3007da11fdf")]
    [InlineData("foobar", "admin", "b4d568e4-7af1-5aec-ac3f-9c09fa3685a9")]
    [InlineData("generic one", "foobar", "5229fefb-33bd-5bcf-8c4b-a752a08f2516")]
    [InlineData("instance-0000002a-tap1", "admin", "556b5f7c-0685-550a-9e79-0a9e31ee2694")]
    [InlineData("\u00e9", "admin", "f8e47bd2-eaeb-5c5a-8b7c-00d62e795037")]
    [InlineData("foobar", ":", "5c214224-6e70-5abc-bc4b-0219576d3f80")]
    [InlineData("foobar", "11112222333344445555666677778888:aaaabbbbccccddddeeeeffff00001111", "7195fe4c-69f7-582e-ae3d-6ae392c5b569")]
    [InlineData("node-1_eth0", "11112222333344445555666677778888:aaaabbbbccccddddeeeeffff00001111", "9207c0d1-264a-5971-9d85-a80e1dd6fa2f")]
    [InlineData("11111111222233334444555555555555", "any", "11111111-2222-3333-4444-555555555555")]
    [InlineData("urn:uuid:{11111111-2222-3333-4444-55555555555A}", "any", "11111111-2222-3333-4444-55555555555a")]
    [InlineData("switch-1.example", "admin", "fd1eacd3-97c9-5ae0-ba16-57e800b10bf8")]
    public void Item72_AllVectors_Reproduce(string value, string creator, string expected) =>
        Assert.Equal(expected, GnocchiIds.ToUuid(value, creator).ToString());
}
