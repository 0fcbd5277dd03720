namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>Which requests get which fault. The first rule that fits and is not used up counts.</summary>
internal sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<Rule> _rules = [];

    public IDisposable Add(Predicate<ApiRequest> requests, Fault fault, int times)
    {
        var rule = new Rule(this, requests, fault) { Left = times };
        lock (_lock)
            _rules.Add(rule);
        return rule;
    }

    public Fault? Take(ApiRequest request)
    {
        lock (_lock)
        {
            var rule = _rules.Find(rule => rule.Left > 0 && rule.Requests(request));
            if (rule is not null)
                rule.Left--;
            return rule?.Fault;
        }
    }

    private sealed class Rule(FaultPlan plan, Predicate<ApiRequest> requests, Fault fault) : IDisposable
    {
        public Predicate<ApiRequest> Requests => requests;

        public Fault Fault => fault;

        public int Left { get; set; }

        public void Dispose()
        {
            lock (plan._lock)
                plan._rules.Remove(this);
        }
    }
}
