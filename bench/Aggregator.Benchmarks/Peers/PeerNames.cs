namespace Aggregator.Benchmarks.Peers;

/// <summary>The words that the peers' data are made of. Their order is part of what a seed means.</summary>
internal static class PeerNames
{
    public static readonly string[] Regions =
    [
        "cn-hangzhou", "cn-shanghai", "cn-beijing", "cn-shenzhen", "cn-huhehaote", "cn-zhangjiakou", "cn-qingdao",
        "cn-chengdu", "cn-hongkong", "ap-southeast-1", "ap-southeast-3", "ap-southeast-5", "ap-northeast-1",
        "ap-south-1", "eu-central-1", "eu-west-1", "us-west-1", "us-east-1", "me-east-1", "cn-wulanchabu",
        "cn-guangzhou", "cn-heyuan", "cn-nanjing", "cn-fuzhou",
    ];

    public static readonly string[] Verbs =
    [
        "Describe", "List", "Get", "Create", "Delete", "Modify", "Update", "Query", "Start", "Stop", "Attach",
        "Detach", "Tag", "Untag", "Check", "Batch", "Run", "Set", "Enable", "Disable",
    ];

    public static readonly string[] Nouns =
    [
        "Instance", "CustomResource", "SecurityGroup", "Vpc", "VSwitch", "Bucket", "Disk", "Snapshot", "Image",
        "Cluster", "NodePool", "Domain", "Record", "Certificate", "User", "Role", "Policy", "Metric", "Alarm", "Rule",
        "Listener", "LoadBalancer", "Topic", "Queue", "Table", "Database", "Backup", "Account", "Order", "Price",
        "Task", "Job", "Template", "Stack", "Function", "Service", "Route", "Gateway", "Address", "Bandwidth",
    ];

    public static readonly string[] Suffixes =
    [
        "", "s", "Detail", "Attribute", "List", "Status", "Info", "Config", "History", "Quota",
    ];

    public static readonly string[] Versions =
    [
        "2014-05-26", "2015-05-01", "2016-04-28", "2017-09-12", "2018-01-29", "2019-09-10", "2020-01-11",
        "2020-03-20", "2021-01-01", "2021-07-22", "2022-05-30", "2023-03-24", "2024-04-02", "2024-10-17",
    ];

    public static readonly string[] CallerErrors =
    [
        "ResourceNotFound", "InvalidParameter", "MissingParameter", "InvalidAccessKeyId.NotFound",
        "SignatureDoesNotMatch", "Forbidden.RAM", "NoPermission", "InvalidInstanceId.NotFound", "OperationConflict",
        "QuotaExceeded", "InvalidStatus", "InvalidRegionId.NotFound", "UnsupportedOperation",
        "IncorrectInstanceStatus", "DryRunOperation",
    ];

    public static readonly string[] ServerErrors =
    [
        "InternalError", "ServiceTimeout", "UnknownError", "BackendFailure", "DependencyError",
    ];

    public static readonly string[] CallerTypes =
    [
        "customer", "sub", "AssumedRoleUser", "AssumedRoleUser", "sub",
    ];

    public static readonly string[] UserAgents =
    [
        "AlibabaCloud (Linux; amd64) Java/1.8.0_152-b187 Core/4.6.3 HTTPClient/ApacheHttpClient",
        "AlibabaCloud (linux; amd64) Golang/1.21.4 Core/0.0.1 TeaDSL/1 terraform-provider/1.214.0",
        "Python/3.9.18 alibabacloud-python-sdk-core/2.14.0 Linux/5.10.134-16.1.al8.x86_64",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
        "aliyun-cli/3.0.190 (darwin; arm64)",
    ];

    public static readonly string[] KnownProducts =
    [
        "ecs", "oss", "rds", "vpc", "slb", "acc", "ram", "sts", "cms", "sls", "kms", "cdn", "ess", "ros", "nas", "fc",
        "mse", "arms", "dts", "polardb",
    ];
}
