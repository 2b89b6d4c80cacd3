namespace Aggregator.Regional.Ingest.Generate;

/// <summary>The words that the generated world is made of. To change or reorder one changes every generated log.</summary>
internal static class Names
{
    public static readonly List<string> Products =
    [
        "ecs", "oss", "rds", "vpc", "slb", "acc", "ram", "sts", "cms", "sls", "kms", "cdn", "ess", "ros", "nas", "fc",
        "mse", "arms", "dts", "polardb", "redis", "mongodb", "cs", "cr", "alidns", "cas", "waf", "ddoscoo", "sas", "bss",
        "ims", "actiontrail", "config", "tag", "ens", "eci", "emr", "dms", "hbase", "elasticsearch", "kafka", "amqp",
        "ons", "eventbridge", "sae", "pai", "nlp", "ocr", "green", "live", "vod", "imm", "cen", "vpn", "eip", "nat",
        "alb", "nlb", "ga", "privatelink",
    ];

    public static readonly List<string> Regions =
    [
        "cn-hangzhou", "cn-shanghai", "cn-beijing", "cn-shenzhen", "cn-huhehaote", "cn-zhangjiakou", "cn-qingdao",
        "cn-chengdu", "cn-hongkong", "cn-wulanchabu", "cn-guangzhou", "cn-heyuan", "cn-nanjing", "cn-fuzhou",
        "ap-southeast-1", "ap-southeast-3", "ap-southeast-5", "ap-northeast-1", "ap-south-1", "eu-central-1",
        "eu-west-1", "us-west-1", "us-east-1", "me-east-1",
    ];

    public static readonly List<string> Verbs =
    [
        "Describe", "List", "Get", "Create", "Delete", "Modify", "Update", "Query", "Start", "Stop", "Attach", "Detach",
        "Tag", "Untag", "Check", "Batch", "Run", "Set", "Enable", "Disable",
    ];

    public static readonly List<string> Nouns =
    [
        "Instances", "CustomResourceDetail", "SecurityGroup", "Vpc", "VSwitch", "Bucket", "Disk", "Snapshot", "Image",
        "Cluster", "NodePool", "Domain", "Record", "Certificate", "User", "Role", "Policy", "Metric", "Alarm", "Rule",
        "Listener", "LoadBalancer", "Topic", "Queue", "Table", "Database", "Backup", "Account", "Order", "Price", "Task",
        "Job", "Template", "Stack", "Function", "Service", "Route", "Gateway", "Address", "Bandwidth",
    ];

    public static readonly List<string> Versions =
    [
        "2014-05-26", "2015-05-01", "2016-04-28", "2017-09-12", "2018-01-29", "2019-09-10", "2020-03-20", "2021-07-22",
        "2022-05-30", "2023-03-24", "2024-04-02", "2024-10-17",
    ];

    public static readonly List<string> Priorities = ["P0", "P1", "P2", "P3"];

    public static readonly List<string> Domains =
        ["compute", "storage", "database", "network", "security", "middleware", "analytics"];

    public static readonly List<string> AppGroups = ["pop-region-", "pop-vpc-", "pop-region-", "pop-inner-"];

    public static readonly List<string> CallerTypes = ["customer", "sub", "AssumedRoleUser", "sub", "AssumedRoleUser"];

    public static readonly List<string> UserAgents =
    [
        "AlibabaCloud (Linux; amd64) Java/1.8.0_152-b187 Core/4.6.3 HTTPClient/ApacheHttpClient",
        "AlibabaCloud (linux; amd64) Golang/1.21.4 Core/0.0.1 TeaDSL/1 terraform-provider/1.214.0",
        "Python/3.9.18 alibabacloud-python-sdk-core/2.14.0",
        "aliyun-cli/3.0.190 (darwin; arm64) profile=\"default\"",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) C:\\console",
    ];
}
