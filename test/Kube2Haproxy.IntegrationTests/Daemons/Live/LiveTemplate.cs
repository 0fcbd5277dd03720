using Kube2Haproxy.Rendering.Templates;

namespace Kube2Haproxy.IntegrationTests.Daemons.Live;

/// <summary>A template of an operator's: the built-in one with other settings, other names, another layout, perhaps with a fault.</summary>
/// <param name="Retries">A setting of all Services.</param>
/// <param name="Prefix">Of the frontends' names.</param>
/// <param name="Blocks">How many pieces of text a Service has; 0 without the block, where nobody knows what is whose.</param>
/// <param name="Fault">What is wrong with it.</param>
internal sealed record LiveTemplate(int Retries, string Prefix, int Blocks, LiveTemplate.Wrong Fault)
{
    /// <summary>Gives HAProxy a line of the Service's choice.</summary>
    public const string LineAnnotation = "line";

    private const string Block = "{%- services %}";
    private const string BlockEnd = "{%- endservices %}";
    private const string Frontend = "\nfrontend {{ port.backend }}\n";
    private const string Backend = "\n\nbackend {{ port.backend }}\n";
    private static readonly string BuiltIn = TemplateFiles.Of(new HaproxyTemplateOptions()).ReadTemplate();

    public enum Wrong
    {
        /// <summary>Nothing.</summary>
        No,

        /// <summary>HAProxy refuses what stands before the Services.</summary>
        Head,

        /// <summary>HAProxy refuses what any Service gives.</summary>
        EachService,

        /// <summary>It cannot be parsed.</summary>
        Syntax,
    }

    /// <summary>Nothing special.</summary>
    public static LiveTemplate First { get; } = new(3, "", 1, Wrong.No);

    /// <summary>As none by chance.</summary>
    public static LiveTemplate Last { get; } = new(5, "", 1, Wrong.No);

    /// <summary>For the story.</summary>
    public string Words => $"template with {Retries} retries, prefix '{Prefix}', {Blocks} blocks, fault: {Fault}";

    /// <summary>Its text.</summary>
    public string Text
    {
        get
        {
            var line = Blocks == 0 ? "" : $"{{%- if service.annotations['kube2haproxy.io/{LineAnnotation}'] %}}\n  "
                + $"{{{{ service.annotations['kube2haproxy.io/{LineAnnotation}'] }}}}\n{{%- endif %}}\n";
            var text = With(BuiltIn, "  retries 3\n", $"  retries {Retries}\n");
            text = With(text, Frontend, $"\nfrontend {Prefix}{{{{ port.backend }}}}\n{line}{(Fault == Wrong.EachService ? "  nonsense\n" : "")}");
            if (Blocks == 0)
                text = With(With(text, Block, "{%- for service in services %}"), BlockEnd, "{%- endfor %}");
            if (Blocks == 2)
                text = With(text, Backend, $"\n{{%- endfor %}}\n{BlockEnd}\n{Block}\n{{%- for port in service.ports %}}{Backend}");
            return Fault switch
            {
                Wrong.Head => With(text, "\nglobal\n", "\nglobal\n  nonsense\n"),
                Wrong.Syntax => text + "{% nonsense %}",
                _ => text,
            };
        }
    }

    /// <summary>Another one.</summary>
    /// <param name="random">The chance.</param>
    /// <param name="leastBlocks">Its least <see cref="Blocks"/>.</param>
    public static LiveTemplate Some(Random random, int leastBlocks)
    {
        var fault = random.Next(3) == 0 ? (Wrong)random.Next(1, 4) : Wrong.No;

        // Without the block a Service's fault is the whole text's: taken while there is none, it would hold up all that come later.
        return new(random.Next(2, 5), random.Next(2) == 0 ? "" : "in-", random.Next(fault == Wrong.EachService ? 1 : leastBlocks, 3), fault);
    }

    private static string With(string text, string old, string wanted) => text.Contains(old, StringComparison.Ordinal)
        ? text.Replace(old, wanted, StringComparison.Ordinal)
        : throw new InvalidOperationException($"The built-in template has no '{old}' any more.");
}
