using Kube2Haproxy.Daemons.Haproxy.Runtime;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Runtime;

public sealed class KnownAnswersTests
{
    [Theory]
    // HAProxy 2.6.
    [InlineData("IP changed from '127.0.0.1' to '::1', port changed from '9001' to '9005' by 'stats socket command'")]
    [InlineData("no need to change the addr, no need to change the port by 'stats socket command'")]
    [InlineData("no need to change the addr, port changed from '9005' to '9006' by 'stats socket command'")]
    [InlineData("IP changed from '127.0.0.3' to '127.0.0.4', no need to change the port by 'stats socket command'")]
    // HAProxy 3.0.
    [InlineData("nothing changed")]
    [InlineData("port changed from '9005' to '9006' by 'stats socket command'")]
    [InlineData("IP changed from '127.0.0.3' to '127.0.0.4' by 'stats socket command'")]
    public void A_server_was_moved(string answer) => KnownAnswers.IsMoved(answer).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("No such server.")]
    [InlineData("Invalid addr 'foo' by 'stats socket command'")]
    [InlineData(" by 'stats socket command'")]
    [InlineData("port changed from '1' to '2', IP changed from '::1' to '::2' by 'stats socket command'")]
    [InlineData("nothing changed\nnothing changed")]
    public void A_server_was_not_moved(string answer) => KnownAnswers.IsMoved(answer).ShouldBeFalse();

    [Theory]
    [InlineData("Server deleted.", true, false)]
    [InlineData("No such server.", true, false)]
    [InlineData("Server still has connections attached to it, cannot remove it.", false, true)]
    [InlineData("Only servers in maintenance mode can be deleted.", false, false)]
    [InlineData("This server cannot be removed at runtime due to other configuration elements pointing to it.", false, false)]
    public void A_deletion_has_happened_or_must_wait(string answer, bool deleted, bool inUse) =>
        (KnownAnswers.IsDeleted(answer), KnownAnswers.IsInUse(answer)).ShouldBe((deleted, inUse));
}
