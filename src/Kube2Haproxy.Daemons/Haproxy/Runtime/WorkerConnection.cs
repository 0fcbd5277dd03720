using System.Buffers;
using System.Net.Sockets;
using System.Text;

namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>One connection to the stats socket of HAProxy's worker (management guide 9.3).</summary>
/// <remarks>
/// It is interactive, by <c>prompt</c>: else HAProxy 3.0 hangs up after the first line, and where an answer ends cannot be told, since 2.6
/// leaves the empty line out after <c>del server</c>. With it, every answer ends with a line end and "&gt; ".
/// </remarks>
internal sealed class WorkerConnection : IDisposable
{
    private const int CommandsPerLine = 400;

    /// <summary>In bytes. HAProxy reads a line of up to tune.bufsize, 16 KiB by default, less what it keeps free: over that 2.6 hangs.</summary>
    private const int LongestLine = 8 * 1024;

    /// <summary>Between parts of a long answer: megabytes at once would take HAProxy's threads and ours from everybody else.</summary>
    private static readonly TimeSpan BetweenParts = TimeSpan.FromMilliseconds(2);

    /// <summary>Most lines are answered within it: to wait for that costs less than to be woken on another thread, a few times for each change.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromMicroseconds(300);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private bool _isInteractive;

    /// <summary>Takes a line, which is gone afterwards.</summary>
    public delegate void LineTaker(ReadOnlySpan<byte> line);

    private WorkerConnection(TimeSpan limit, TimeProvider time) => (_limit, _time) = (limit, time);

    /// <summary>Connects.</summary>
    /// <param name="socketPath">Of the stats socket.</param>
    /// <param name="limit">For the answers to each line.</param>
    /// <param name="time">For the limit.</param>
    /// <exception cref="SocketException">Nobody listens, or the socket's mode keeps us out.</exception>
    /// <exception cref="TimeoutException">HAProxy does not take the connection: as many as it allows are waiting.</exception>
    public static async Task<WorkerConnection> OpenAsync(string socketPath, TimeSpan limit, TimeProvider time)
    {
        var connection = new WorkerConnection(limit, time);
        try
        {
            using var timeout = new CancellationTokenSource(limit, time);
            await connection._socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), timeout.Token);
            return connection;
        }
        catch (Exception full) when (full is OperationCanceledException or SocketException { SocketErrorCode: SocketError.WouldBlock })
        {
            connection.Dispose();
            throw new TimeoutException("It takes no connection.");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The answers to commands, in their order, without the line ends after them. Later ones run after earlier ones fail.</summary>
    /// <param name="commands">Each without a line end or semicolon.</param>
    /// <exception cref="IOException">HAProxy has closed the connection.</exception>
    /// <exception cref="TimeoutException">A line was not answered within the limit.</exception>
    /// <exception cref="InvalidDataException">There came more answers than there were commands.</exception>
    public async Task<IReadOnlyList<string>> AskAsync(IReadOnlyList<string> commands)
    {
        // Not a round trip of its own; a second one would end the mode.
        if (!_isInteractive)
        {
            _isInteractive = true;
            return [.. (await AskAsync(["prompt", .. commands])).Skip(1)];
        }

        var answers = new List<string>(commands.Count);
        for (var sent = 0; sent < commands.Count;)
        {
            var line = new StringBuilder(commands[sent++]);
            var first = sent;
            while (sent < commands.Count && sent - first + 1 < CommandsPerLine && line.Length + commands[sent].Length < LongestLine)
                line.Append(';').Append(commands[sent++]);

            // Each line is answered before the next one goes out: else both sides could wait until the other one reads.
            using var timeout = new CancellationTokenSource(_limit, _time);
            try
            {
                await SendAsync(Encoding.UTF8.GetBytes(line.Append('\n').ToString()), timeout.Token);
                await ReceiveAsync(answers, sent, timeout.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"It did not answer \"{commands[answers.Count]}\" within {_limit.TotalSeconds:0.#} s.");
            }
            catch (SocketException cut)
            {
                throw new IOException($"It has closed the connection before it answered \"{commands[answers.Count]}\".", cut);
            }
        }

        return answers;
    }

    /// <summary>One command with a long answer, line by line, so that the whole of it is nowhere.</summary>
    /// <param name="command">Not the first one on the connection.</param>
    /// <param name="take">Gets each line that is not empty, without its end.</param>
    /// <exception cref="IOException">HAProxy has closed the connection.</exception>
    /// <exception cref="TimeoutException">The answer was not whole within the limit.</exception>
    public async Task ReadLinesAsync(string command, LineTaker take)
    {
        using var timeout = new CancellationTokenSource(_limit, _time);
        try
        {
            await SendAsync(Encoding.UTF8.GetBytes(command + '\n'), timeout.Token);
            var (buffer, filled) = (new byte[32 * 1024], 0);
            while (true)
            {
                var length = await _socket.ReceiveAsync(buffer.AsMemory(filled), timeout.Token);
                if (length == 0)
                    throw new IOException($"It has closed the connection before it answered \"{command}\".");

                filled += length;
                var start = 0;
                while (buffer.AsSpan(start..filled).IndexOf((byte)'\n') is >= 0 and var end)
                {
                    if (end > 0)
                        take(buffer.AsSpan(start, end));
                    start += end + 1;
                }

                // The prompt follows on the last line end, and nothing follows on it.
                if (buffer.AsSpan(start..filled).SequenceEqual("> "u8))
                    return;

                buffer.AsSpan(start..filled).CopyTo(buffer);
                filled -= start;
                if (filled == buffer.Length)
                    throw new InvalidDataException($"A line of the answer to \"{command}\" has no end.");

                await Task.Delay(BetweenParts, _time, timeout.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"It did not answer \"{command}\" within {_limit.TotalSeconds:0.#} s.");
        }
        catch (SocketException cut)
        {
            throw new IOException($"It has closed the connection before it answered \"{command}\".", cut);
        }
    }

    /// <summary>Closes it. Only after all answers: HAProxy would stop in the middle of the commands.</summary>
    public void Dispose() => _socket.Dispose();

    private async Task SendAsync(ReadOnlyMemory<byte> line, CancellationToken timeout)
    {
        while (line.Length > 0)
            line = line[await _socket.SendAsync(line, timeout)..];
    }

    private async Task ReceiveAsync(List<string> answers, int until, CancellationToken timeout)
    {
        var received = new ArrayBufferWriter<byte>(16 * 1024);
        var (start, looked) = (0, 0);
        while (answers.Count < until)
        {
            var free = received.GetMemory(16 * 1024);
            var length = _socket.Poll(AtOnce, SelectMode.SelectRead) ? _socket.Receive(free.Span) : await _socket.ReceiveAsync(free, timeout);
            if (length == 0)
                throw new SocketException((int)SocketError.ConnectionReset);

            received.Advance(length);
            while (received.WrittenSpan[looked..].IndexOf("\n> "u8) is >= 0 and var end)
            {
                answers.Add(Encoding.UTF8.GetString(received.WrittenSpan[start..(looked + end)]).TrimEnd('\n'));
                start = looked += end + 3;
            }

            // The end may lie across two reads.
            looked = Math.Max(start, received.WrittenCount - 2);
        }

        if (answers.Count > until || start < received.WrittenCount)
        {
            var more = answers.Count > until ? answers[until] : Encoding.UTF8.GetString(received.WrittenSpan[start..]);
            throw new InvalidDataException($"It said more than it was asked: \"{more}\".");
        }
    }
}
