using Kube2Haproxy.TestSupport.ApiServer;

namespace Kube2Haproxy.EndToEndTests.ApiServer;

/// <summary>A real API server for all tests of a class; none where they cannot run.</summary>
public abstract class ApiServerFixture(EndpointForm form) : IAsyncLifetime
{
    private RealApiServer? _server;

    /// <summary>Skips the test where there can be none.</summary>
    internal RealApiServer Server
    {
        get
        {
            Assert.SkipWhen(FollowedCluster.Missing is not null, FollowedCluster.Missing ?? "");
            return _server!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (FollowedCluster.Missing is not null)
            return;

        _server = await RealApiServer.StartAsync(form);
        await _server.MakeAccountAsync();
        await _server.GrantAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();

        GC.SuppressFinalize(this);
    }
}
