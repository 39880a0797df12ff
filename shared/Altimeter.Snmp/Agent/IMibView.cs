namespace Altimeter.Snmp.Agent;

/// <summary>The variables of an agent, in the order of their OIDs.</summary>
public interface IMibView
{
    /// <summary>The value of an instance; noSuchObject or noSuchInstance if there is none.</summary>
    SnmpValue Get(Oid oid);

    /// <summary>The first instance after an OID.</summary>
    /// <returns>False at the end of the view.</returns>
    bool TryGetNext(Oid oid, out VarBind next);
}
