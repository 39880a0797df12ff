using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Altimeter.Snmp;

namespace Altimeter.SnmpPoller.Tools;

/// <summary>Prints bindings, one a line: as net-snmp does, or as JSON objects.</summary>
internal sealed class VarBindPrinter(Stream output, bool isJson, bool isNumeric)
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ObjectNames _names = ObjectNames.BuiltIn;
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Writes one binding.</summary>
    public async ValueTask WriteAsync(VarBind binding, CancellationToken cancellationToken)
    {
        _line.ResetWrittenCount();
        if (isJson) WriteJson(binding);
        else Encoding.UTF8.GetBytes($"{(isNumeric ? "." + binding.Oid : _names.Format(binding.Oid))} = {ValueText.Format(binding.Value, _names.Find(binding.Oid), _names)}", _line);
        _line.Write("\n"u8);
        await output.WriteAsync(_line.WrittenMemory, cancellationToken);
    }

    // "value" is what the type holds: a number, a text, or null; bytes that are no text come as "hex", and a value that is not there has a "cause".
    private void WriteJson(in VarBind binding)
    {
        using var json = new Utf8JsonWriter(_line, Json);
        var known = _names.Find(binding.Oid);
        json.WriteStartObject();
        json.WriteString("oid", binding.Oid.ToString());
        if (known is not null) json.WriteString("name", _names.Format(binding.Oid));
        json.WriteString("type", binding.Value.Type.ToString());
        WriteValue(json, binding.Value);
        if (binding.Value.Type == SnmpType.Integer32 && binding.Value.TryGetInteger(out var number) && known?.Labels?.TryGetValue((long)number, out var label) == true)
            json.WriteString("label", label);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, in SnmpValue value)
    {
        if (!value.IsPresent)
        {
            json.WriteNull("value");
            json.WriteString("cause", value.Cause);
        }
        else if (value.TryGetInteger(out _))
        {
            json.WritePropertyName("value");
            json.WriteRawValue(value.ToString());
        }
        else if (value.TryGetDouble(out var real) && double.IsFinite(real))
        {
            json.WritePropertyName("value");
            json.WriteRawValue(value.ToString());
        }
        else if (value.Type is SnmpType.Opaque or SnmpType.Nsap || (value.Type == SnmpType.OctetString && !ValueText.TryGetText(value.Octets.Span, out _)))
        {
            json.WriteString("hex", Convert.ToHexStringLower(value.Octets.Span));
        }
        else
        {
            json.WriteString("value", value.Type == SnmpType.OctetString && ValueText.TryGetText(value.Octets.Span, out var text) ? text : value.ToString());
        }
    }
}
