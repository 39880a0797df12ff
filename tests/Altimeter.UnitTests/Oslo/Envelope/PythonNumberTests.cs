using Altimeter.Oslo.Envelope;
using Xunit;

namespace Altimeter.UnitTests.Oslo.Envelope;

public sealed class PythonNumberTests
{
    [Theory]
    [InlineData(1.0, "1.0")]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(123.456, "123.456")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1.5e300, "1.5e+300")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00012, "0.00012")]
    [InlineData(1e-5, "1e-05")]
    [InlineData(1.25e-7, "1.25e-07")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    [InlineData(9007199254740993.0, "9007199254740992.0")]
    [InlineData(12345678901234567.0, "1.2345678901234568e+16")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void Repr_Number_IsPythonsText(double number, string expected) => Assert.Equal(expected, PythonNumber.Repr(number));

    [Theory]
    [InlineData("12.5", 12.5)]
    [InlineData(" 7 ", 7)]
    [InlineData("1e3", 1000)]
    [InlineData("1_000", 1000)]
    [InlineData("1_0.2_5e1_0", 10.25e10)]
    [InlineData("5.", 5)]
    [InlineData(".5", 0.5)]
    [InlineData("+5", 5)]
    [InlineData("5\n", 5)]
    [InlineData("\u00a05\u001f", 5)]
    [InlineData("٣", 3)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("+nan", double.NaN)]
    [InlineData("1e999", double.PositiveInfinity)]
    public void TryReadFloat_WhatPythonReads_IsRead(string text, double expected)
    {
        Assert.True(PythonNumber.TryReadFloat(text, out var number));
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("0x10")]
    [InlineData("1__0")]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("1_.5")]
    [InlineData("1e")]
    [InlineData(".")]
    [InlineData("+")]
    [InlineData("1 2")]
    [InlineData("infin")]
    [InlineData("1,5")]
    [InlineData("\ud800")]
    [InlineData("5\0")]
    public void TryReadFloat_WhatPythonRefuses_IsRefused(string text) => Assert.False(PythonNumber.TryReadFloat(text, out _));
}
