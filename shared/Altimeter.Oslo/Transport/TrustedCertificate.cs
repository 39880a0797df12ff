using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Altimeter.Oslo.Transport;

/// <summary>Checks a broker's certificate against the operator's own authorities.</summary>
internal static class TrustedCertificate
{
    public static bool IsTrusted(X509Certificate received, SslPolicyErrors errors, X509Certificate2Collection authorities, bool verifyName)
    {
        if (verifyName && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        using var certificate = new X509Certificate2(received);
        return chain.Build(certificate);
    }
}
