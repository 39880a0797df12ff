using Altimeter.Definitions;

namespace Altimeter.GnocchiWriter.Definitions;

/// <summary>Where an attribute of a resource comes from.</summary>
/// <param name="Name">Attribute of the resource type.</param>
/// <param name="Expression">Evaluated on the whole sample; the first match that is not null counts.</param>
public sealed record AttributeDefinition(string Name, AttributeExpression Expression);
