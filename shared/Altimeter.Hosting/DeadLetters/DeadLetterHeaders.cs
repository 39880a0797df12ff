using System.Globalization;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>The headers that go with the bytes of an item that is set aside; the same names on the broker and in the file.</summary>
internal static class DeadLetterHeaders
{
    private const int LongestText = 2000;

    public static Dictionary<string, object?> Of(DeadLetter letter, DateTimeOffset now, bool isTruncated)
    {
        var headers = new Dictionary<string, object?>
        {
            ["altimeter-kind"] = letter.Kind,
            ["altimeter-reason"] = letter.Reason,
            ["altimeter-text"] = letter.Text.Length <= LongestText ? letter.Text : letter.Text[..LongestText],
            ["altimeter-first-seen"] = (letter.FirstSeen ?? now).ToString("O", CultureInfo.InvariantCulture),
            ["altimeter-attempts"] = letter.Attempts,
            ["altimeter-content-type"] = letter.ContentType,
        };
        Add("altimeter-source-queue", letter.SourceQueue);
        Add("altimeter-exchange", letter.Exchange);
        Add("altimeter-routing-key", letter.RoutingKey);
        Add("altimeter-publisher", letter.Publisher);
        if (isTruncated) headers["altimeter-truncated"] = true;
        return headers;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) headers[name] = value;
        }
    }
}
