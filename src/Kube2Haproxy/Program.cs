using Kube2Haproxy;
using Kube2Haproxy.Commands;

using var signals = Signals.Register();
return await CommandLine.InvokeAsync(args, Surroundings.OfProcess(), signals);
