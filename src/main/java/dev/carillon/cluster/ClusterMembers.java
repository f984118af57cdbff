package dev.carillon.cluster;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import com.hazelcast.cluster.InitialMembershipEvent;
import com.hazelcast.cluster.InitialMembershipListener;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The members of Hazelcast's cluster, including this node. Counts them, and logs nodes that join and leave. */
final class ClusterMembers implements InitialMembershipListener {
    private static final System.Logger LOG = System.getLogger(ClusterMembers.class.getName());

    private final List<String> sought;
    private final Consumer<Collection<Peer>> onChange;
    private volatile int count;

    /**
     * @param sought the configured addresses of other nodes
     * @param onChange receives the other nodes after each change
     */
    ClusterMembers(List<String> sought, Consumer<Collection<Peer>> onChange) {
        this.sought = sought;
        this.onChange = onChange;
    }

    /** The number of members; 0 until this node has joined. Any thread may call this. */
    int count() {
        return count;
    }

    @Override
    public void init(InitialMembershipEvent event) {
        int members = changed(event.getCluster());
        if (members == 1) {
            LOG.log(
                    INFO,
                    "cluster members=1: no other node runs yet at " + String.join(", ", sought)
                            + "; one that starts later joins this one");
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
        int members = changed(event.getCluster());
        Member member = event.getMember();
        LOG.log(INFO, "cluster node " + what + " node=" + Peer.nameOf(member) + " members=" + members);
        if (what.equals("joined") && Peer.of(member).isEmpty()) {
            LOG.log(
                    WARNING,
                    "cluster node=" + Peer.nameOf(member)
                            + " has no links: it is not a Carillon node, or has another version,"
                            + " and receives no publications");
        }
    }

    /** Reads the present members: those in an event are from its time, and events may come out of order. */
    private synchronized int changed(com.hazelcast.cluster.Cluster cluster) {
        Set<Member> members = cluster.getMembers();
        count = members.size();
        onChange.accept(members.stream()
                .filter(member -> !member.localMember())
                .flatMap(member -> Peer.of(member).stream())
                .toList());
        return members.size();
    }
}
