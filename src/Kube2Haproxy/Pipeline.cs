using Kube2Haproxy.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kube2Haproxy;

/// <summary>Every channel and every registration on one screen.</summary>
internal static class Pipeline
{
    /// <param name="configuration">Canonical values, as the table of settings gives them.</param>
    /// <param name="signals">What operators and notify scripts send.</param>
    public static WebApplication Build(IConfiguration configuration, Signals signals)
    {
        var builder = DaemonHost.CreateBuilder(configuration);
        builder.Services.AddSingleton(signals.Reader);
        return builder.Build();
    }
}
