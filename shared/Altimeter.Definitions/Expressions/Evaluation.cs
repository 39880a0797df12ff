using System.Text.Json;

namespace Altimeter.Definitions.Expressions;

/// <summary>State of one evaluation: the root, and how much work is left.</summary>
internal sealed class Evaluation(JsonElement root)
{
    private const int MaxSteps = 100_000;

    private int _steps;

    public JsonElement Root => root;

    /// <summary>Counts one step; false when the budget is used up.</summary>
    public bool Step() => ++_steps <= MaxSteps;
}
