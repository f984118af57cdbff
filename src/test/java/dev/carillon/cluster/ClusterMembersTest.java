package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import java.lang.reflect.Proxy;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterMembersTest {
    private final List<Member> all =
            IntStream.range(0, 4).mapToObj(ClusterMembersTest::member).toList();
    private final AtomicReference<Set<Member>> now = new AtomicReference<>(Set.of());
    private final Cluster cluster = of(Cluster.class, name -> now.get());

    @Test
    void aLateEventDoesNotAddANodeThatHasLeft() {
        ClusterMembers members = new ClusterMembers(List.of(), peers -> {});
        Set<Member> withBoth = Set.copyOf(all);
        Set<Member> afterwards = Set.copyOf(all.subList(1, 4));
        now.set(afterwards);

        members.memberRemoved(new MembershipEvent(cluster, all.getFirst(), MembershipEvent.MEMBER_REMOVED, afterwards));
        members.memberAdded(new MembershipEvent(cluster, all.getLast(), MembershipEvent.MEMBER_ADDED, withBoth));

        assertThat(members.count()).isEqualTo(3);
    }

    private static Member member(int number) {
        Address address = address(number);
        return of(Member.class, name -> switch (name) {
            case "getAddress" -> address;
            case "localMember" -> number == 1;
            case "toString" -> "member " + number;
            case "hashCode" -> number;
            default -> null;
        });
    }

    private static Address address(int number) {
        try {
            return new Address("127.0.0." + (number + 1), 5701);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private interface Answers {
        @Nullable
        Object to(String method);
    }

    private static <T> T of(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getName().equals("equals")
                        ? proxy.hashCode() == arguments[0].hashCode()
                        : answers.to(method.getName())));
    }
}
