namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>
/// Nothing in a template waits: its files are in memory, no value is asynchronous, and it writes to memory. So what Fluid gives as tasks is
/// done when it comes, and no state machine is needed for each variable: half of what a rendering took.
/// </summary>
internal static class Now
{
    /// <summary>The result.</summary>
    /// <exception cref="InvalidOperationException">It does wait.</exception>
    public static T Of<T>(ValueTask<T> done) =>
        done.IsCompleted ? done.GetAwaiter().GetResult() : throw Waits();

    /// <summary>It has been done.</summary>
    /// <exception cref="InvalidOperationException">It does wait.</exception>
    public static void Wrote(ValueTask done)
    {
        if (!done.IsCompleted)
            throw Waits();

        done.GetAwaiter().GetResult();
    }

    private static InvalidOperationException Waits() => new("A template's rendering waits for something.");
}
