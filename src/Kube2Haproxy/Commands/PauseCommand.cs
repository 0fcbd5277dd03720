using System.CommandLine;
using Kube2Haproxy.Core.Wording;
using Kube2Haproxy.Status;

namespace Kube2Haproxy.Commands;

/// <summary>Begins a pause on this machine: what is live serves on, and nothing is applied.</summary>
internal static class PauseCommand
{
    /// <param name="flags">The settings of the daemon.</param>
    /// <param name="surroundings">Takes what was done, or why not.</param>
    public static Command Create(SettingsFlags flags, Surroundings surroundings)
    {
        var reason = new Option<string>("--reason");
        var pause = new Command("pause", "Apply nothing here until `resume`, also after a restart; --reason TEXT is shown to everybody.");
        pause.Options.Add(reason);
        CommandLine.SetAction(pause, flags, surroundings, (settings, parsed) => RunAsync(
            new PauseSwitch(settings.Configuration, PauseSwitch.Limit, TimeProvider.System), parsed.GetValue(reason), surroundings));
        return pause;
    }

    /// <returns>
    /// 0 where nothing is applied from now on, also where that was so before; else <see cref="ExitCode.Unavailable"/>: a daemon that answers is
    /// not paused, or has not finished what it had begun.
    /// </returns>
    public static async Task<int> RunAsync(PauseSwitch pause, string? reason, Surroundings surroundings)
    {
        var file = pause.File;
        try
        {
            if (file.Read() is { } already)
            {
                await surroundings.Output.WriteLineAsync(Quoted.Line($"Paused already, {already.Explanation}"));
            }
            else
            {
                file.Write(reason, surroundings.User);
                await surroundings.Output.WriteLineAsync(
                    Quoted.Line($"Paused: {file.Path} is written; nothing is applied here until `kube2haproxy resume`."));
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            await surroundings.Error.WriteLineAsync(pause.Refusal("cannot be written", refused));
            return ExitCode.Unavailable;
        }

        // An answer from before may still tell of the pause before this one.
        var since = file.Read()?.Since;
        bool IsSeen(StatusDocument now) => now.Paused is { } paused && paused.Since == since;
        switch (await pause.AskUntilAsync(now => IsSeen(now) && now.Paused is { Finishing: false }))
        {
            case null:
                await surroundings.Output.WriteLineAsync(
                    "No daemon answers here: one that runs pauses within a second, and one that starts begins paused.");
                return ExitCode.Success;
            case var unheeding when !IsSeen(unheeding):
                await surroundings.Error.WriteLineAsync(pause.Unheeded("paused"));
                return ExitCode.Unavailable;
            case { Paused.Finishing: true }:
                await surroundings.Error.WriteLineAsync(
                    "kube2haproxy: the daemon has paused, but finishes what it had begun before; `kube2haproxy status` says when it has.");
                return ExitCode.Unavailable;
            default:
                await surroundings.Output.WriteLineAsync("The daemon has paused.");
                return ExitCode.Success;
        }
    }
}
