using System.Runtime.InteropServices;

namespace Aggregator.PipelineTests.Deploy.Systemd;

/// <summary>
/// A process that becomes what the service manager starts: another user without rights, whose system calls are filtered. It then
/// replaces itself by the service's command.
/// </summary>
internal static class Sandbox
{
    /// <summary>First word of a command line that runs it: then a user's number, a file of allowed system calls, a command.</summary>
    public const string Word = "sandbox";

    // A user without files: nobody, on every Linux.
    public const string Nobody = "65534";

    private const uint Allow = 0x7fff0000;
    private const uint RefuseWithEperm = 0x00050001;

    /// <summary>Does not return unless it failed.</summary>
    public static int Run(string[] arguments)
    {
        var (user, calls, command) = (uint.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture), arguments[1], arguments[2..]);
        var allowed = File.ReadAllLines(calls);
        if (Environment.IsPrivilegedProcess) Require(setgroups(0, 0) == 0 && setgid(user) == 0 && setuid(user) == 0, "become another user");
        Filter(allowed);
        _ = execvp(command[0], [.. command, null]);
        Require(false, $"run {command[0]}");
        return 1;
    }

    private static void Filter(IEnumerable<string> allowed)
    {
        var filter = seccomp_init(RefuseWithEperm);
        // A name may be a call of another architecture, or of a newer kernel than this machine's library knows.
        foreach (var number in allowed.Select(seccomp_syscall_resolve_name).Where(number => number >= 0))
            Require(seccomp_rule_add_array(filter, Allow, number, 0, 0) == 0, "add a rule");
        // Sets no_new_privs, too.
        Require(seccomp_load(filter) == 0, "load the filter");
    }

    private static void Require(bool isDone, string what)
    {
        if (!isDone) throw new InvalidOperationException($"The sandbox cannot {what}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int setgroups(nuint count, nint groups);

    [DllImport("libc", SetLastError = true)]
    private static extern int setgid(uint group);

    [DllImport("libc", SetLastError = true)]
    private static extern int setuid(uint user);

    [DllImport("libc", SetLastError = true)]
    private static extern int execvp([MarshalAs(UnmanagedType.LPUTF8Str)] string file, [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] arguments);

    [DllImport("libseccomp.so.2")]
    private static extern nint seccomp_init(uint otherwise);

    [DllImport("libseccomp.so.2")]
    private static extern int seccomp_syscall_resolve_name([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("libseccomp.so.2")]
    private static extern int seccomp_rule_add_array(nint filter, uint action, int call, uint conditions, nint none);

    [DllImport("libseccomp.so.2")]
    private static extern int seccomp_load(nint filter);
}
