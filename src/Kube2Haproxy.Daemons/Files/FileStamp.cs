namespace Kube2Haproxy.Daemons.Files;

/// <summary>By which a file is known again that nobody has changed.</summary>
/// <param name="Written">When its text was put in its place.</param>
/// <param name="Length">In bytes.</param>
internal readonly record struct FileStamp(DateTimeOffset Written, long Length);
