package dev.carillon.cluster;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import com.hazelcast.cluster.InitialMembershipEvent;
import com.hazelcast.cluster.InitialMembershipListener;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The nodes that this one knows of, itself among them: counts them, and logs who joins and who leaves. */
public final class ClusterMembers implements InitialMembershipListener {
    private static final System.Logger LOG = System.getLogger(ClusterMembers.class.getName());

    private final AtomicInteger count = new AtomicInteger();
    private final List<String> sought;

    /** @param sought where other nodes are looked for */
    ClusterMembers(List<String> sought) {
        this.sought = sought;
    }

    /** 0 until the cluster is joined. Any thread may ask. */
    public int count() {
        return count.get();
    }

    @Override
    public void init(InitialMembershipEvent event) {
        int members = counted(event.getMembers().size());
        if (members == 1) {
            LOG.log(
                    WARNING,
                    "cluster members=1: no other node was found at " + String.join(", ", sought)
                            + ", so this one serves alone until one joins");
        } else {
            LOG.log(INFO, "cluster members=" + members);
        }
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        tell("joined", event);
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        tell("left", event);
    }

    private void tell(String what, MembershipEvent event) {
        int members = counted(event.getMembers().size());
        LOG.log(INFO, "cluster node " + what + " node=" + addressOf(event.getMember()) + " members=" + members);
    }

    private int counted(int members) {
        count.set(members);
        return members;
    }

    private static String addressOf(Member member) {
        return member.getAddress().getHost() + ":" + member.getAddress().getPort();
    }
}
