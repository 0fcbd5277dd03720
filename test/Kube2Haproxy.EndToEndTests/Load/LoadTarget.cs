using System.Net;

namespace Kube2Haproxy.EndToEndTests.Load;

/// <summary>What clients ask.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Address">Where HAProxy listens for it.</param>
/// <param name="Length">Of the body that is right.</param>
internal sealed record LoadTarget(string Service, IPEndPoint Address, int Length);
