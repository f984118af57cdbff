package dev.carillon.replica;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import dev.carillon.bus.Arrivals.LastValue;
import dev.carillon.bus.Arrivals.LastValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests the last values from the other members, one member after the other and in parts, until one has sent all. For
 * one thread.
 */
final class HazelcastOlderValues implements OlderValues {
    static final String EXECUTOR = RingsConfig.NAME + "-values";

    /** A part is read from memory. A member that does not respond is removed from the cluster after 5 s. */
    private static final Duration CALL = Duration.ofSeconds(2);

    private final HazelcastInstance hazelcast;
    private final LastValuesCodec codec;

    HazelcastOlderValues(HazelcastInstance hazelcast, LastValuesCodec codec) {
        this.hazelcast = hazelcast;
        this.codec = codec;
    }

    /** Lets other members read from this node. */
    void answerFrom(Source source) {
        ReadLastValues.Source answers = (epoch, after, through) -> codec.bytes(source.next(epoch, after, through));
        hazelcast.getUserContext().put(ReadLastValues.SOURCE, answers);
    }

    @Override
    public Optional<List<LastValue>> through(String epoch, long through) {
        List<Member> others = others();
        if (others.isEmpty()) {
            return Optional.of(List.of());
        }
        List<LastValue> values = new ArrayList<>();
        long reached = 0;
        // The oldest member comes first. The next member continues where the one before it stopped.
        for (Member member : others) {
            Optional<LastValues> next = next(member, epoch, reached, through);
            while (next.isPresent()) {
                values.addAll(next.get().values());
                reached = next.get().through();
                if (reached >= through) {
                    return Optional.of(values);
                }
                next = next(member, epoch, reached, through);
            }
        }
        return Optional.empty();
    }

    private List<Member> others() {
        return hazelcast.getCluster().getMembers().stream()
                .filter(member -> !member.localMember())
                .toList();
    }

    /**
     * The next part; empty if the member has none or does not answer. A member may also run other code than Carillon.
     */
    private Optional<LastValues> next(Member member, String epoch, long after, long through) {
        try {
            IExecutorService executor = hazelcast.getExecutorService(EXECUTOR);
            return codec.read(executor.submitToMember(new ReadLastValues(epoch, after, through), member)
                    .get(CALL.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new RingFailure("this node stops", stopped);
        } catch (ExecutionException | TimeoutException | RuntimeException failed) {
            return Optional.empty();
        }
    }
}
