namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>What the fake API server does in place of a good answer.</summary>
public abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>This status with a proper body, and <c>Retry-After</c> in whole seconds where given.</summary>
    /// <param name="RetryAfterText">The header's text, in place of seconds: a date, or nonsense.</param>
    public sealed record Status(int Code, TimeSpan? RetryAfter = null, string? RetryAfterText = null) : Fault;

    /// <summary>An answer of 200 that ends in the middle: a list in half its body, a watch in half of its next event's line.</summary>
    /// <param name="Clean">True: the body just ends. False: the connection is reset.</param>
    public sealed record HalfLine(bool Clean = false) : Fault;

    /// <summary>Headers and this beginning, then nothing, until the client leaves.</summary>
    public sealed record SilentBody(string Beginning = "") : Fault;

    /// <summary>An answer of 200 that is just this text.</summary>
    public sealed record Body(string Content) : Fault;

    /// <summary>The request is read and never answered, until the client leaves.</summary>
    public sealed record NoAnswer : Fault;

    /// <summary>A good answer in chunks, with a pause before each.</summary>
    public sealed record Slow(TimeSpan Pause, int ChunkSize = 1024) : Fault;

    /// <summary>A watch: this line first, then it goes on well. A list: this text is the body. A newline is added.</summary>
    public sealed record Text(string Line) : Fault
    {
        /// <summary>What no JSON reader takes.</summary>
        public static Text WrongJson { get; } = new("""{"type":"MODIFIED","object":{"kind":}}""");
    }

    /// <summary>A watch that ends cleanly before its first event; a list without a body.</summary>
    public sealed record EmptyBody : Fault;

    /// <summary>A watch of 200 whose only event is an ERROR with a Status of this code, as the real server does for 410 and 500.</summary>
    public sealed record ErrorEvent(int Code) : Fault;

    /// <summary>A list as it was at this version: what a server that lags behind its peers answers.</summary>
    public sealed record OldState(long Version) : Fault;
}
