using System.CommandLine;
using Kube2Haproxy.Core.Wording;

namespace Kube2Haproxy.Commands;

/// <summary>Ends the pause on this machine: the newest state is applied at once.</summary>
internal static class ResumeCommand
{
    /// <param name="flags">The settings of the daemon.</param>
    /// <param name="surroundings">Takes what was done, or why not.</param>
    public static Command Create(SettingsFlags flags, Surroundings surroundings)
    {
        var resume = new Command("resume", "End the pause: the newest state is applied.");
        CommandLine.SetAction(resume, flags, surroundings, (settings, _) =>
            RunAsync(new PauseSwitch(settings.Configuration, PauseSwitch.Limit, TimeProvider.System), surroundings));
        return resume;
    }

    /// <returns>
    /// 0 where there is no pause any more, also where there was none; else <see cref="ExitCode.Unavailable"/>: a daemon that answers is paused
    /// all the same.
    /// </returns>
    public static async Task<int> RunAsync(PauseSwitch pause, Surroundings surroundings)
    {
        var file = pause.File;
        try
        {
            var wasPaused = file.Exists;
            if (wasPaused)
                file.Remove();

            await surroundings.Output.WriteLineAsync(Quoted.Line(wasPaused
                ? $"Resumed: {file.Path} is removed; the newest state is applied."
                : $"Not paused: there is no {file.Path}."));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            await surroundings.Error.WriteLineAsync(pause.Refusal("cannot be removed", refused));
            return ExitCode.Unavailable;
        }

        var status = await pause.AskUntilAsync(static now => now.Paused is null);
        if (status?.Paused is not null)
        {
            await surroundings.Error.WriteLineAsync(pause.Unheeded("resumed"));
            return ExitCode.Unavailable;
        }

        await surroundings.Output.WriteLineAsync(status is null
            ? "No daemon answers here: one that runs resumes within a second, and one that starts is not paused."
            : "The daemon is not paused.");
        return ExitCode.Success;
    }
}
