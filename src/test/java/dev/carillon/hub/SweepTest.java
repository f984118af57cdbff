package dev.carillon.hub;

import static dev.carillon.hub.HandRunHub.ENVELOPE;
import static dev.carillon.hub.HandRunHub.RAW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.publication.Rendering;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SweepTest {
    private final HandRunHub rig = HandRunHub.withVisits(512);

    @Test
    void publishingSchedulesOneTaskAndDeliversNothing() {
        Recorder member = rig.join("news");

        rig.publish("news", "a");

        assertThat(member.frames).isEmpty();
        rig.turn();
        assertThat(member.frames).containsExactly("a");
        assertThat(rig.isAtRest()).isTrue();
    }

    @Test
    void publicationsOfOneTurnOfTheLoopAreOneDelivery() {
        List<Recorder> members = rig.join("news", 3);

        rig.publish("news", "a", "b", "c", "d");
        rig.turns();

        for (Recorder member : members) {
            assertThat(member.frames).containsExactly("a", "b", "c", "d");
            assertThat(member.deliveries).containsExactly(4);
        }
    }

    @Test
    void aBatchEndsAtItsByteLimit() {
        HandRunHub small = HandRunHub.withBatches(8);
        Recorder member = small.join("news");

        small.publish("news", "aaaa", "bbbb", "cccc", "ddd", "e", "f");
        small.turns();

        assertThat(member.frames).containsExactly("aaaa", "bbbb", "cccc", "ddd", "e", "f");
        assertThat(member.deliveries).containsExactly(2, 3, 1);
    }

    @Test
    void aFrameLargerThanABatchIsSentAlone() {
        HandRunHub small = HandRunHub.withBatches(8);
        Recorder member = small.join("news");
        String large = "x".repeat(100_000);

        small.publish("news", "a", large, large, "b");
        small.turns();

        assertThat(member.frames).containsExactly("a", large, large, "b");
        assertThat(member.deliveries).containsExactly(1, 1, 1, 1);
    }

    @Test
    void emptyFramesAreDelivered() {
        HandRunHub small = HandRunHub.withBatches(2);
        Recorder member = small.join("news");

        small.publish("news", "", "a", "", "b", "", "c");
        small.turns();

        assertThat(member.frames).containsExactly("", "a", "", "b", "", "c");
        assertThat(member.deliveries).containsExactly(5, 1);
    }

    @Test
    void aBatchHasAtMost1024Frames() {
        Recorder member = rig.join("news");

        rig.publish("news", Collections.nCopies(1500, "x").toArray(String[]::new));
        rig.turns();

        assertThat(member.deliveries).containsExactly(1024, 476);
    }

    @Test
    void aTurnEndsAfterItsVisits() {
        HandRunHub rig = HandRunHub.withVisits(4);
        List<Recorder> members = rig.join("news", 10);
        rig.publish("news", "a");

        assertReached(members, 0);
        rig.turn();
        assertReached(members, 4);
        rig.turn();
        assertReached(members, 8);
        rig.turn();
        assertReached(members, 10);
        assertThat(rig.isAtRest()).isTrue();
    }

    @Test
    void aTurnEndsAfterItsTime() {
        HandRunHub rig = timed();
        List<Recorder> members = joinSlow(rig, 100);
        rig.publish("news", "a");

        rig.turn();

        // 1 ms is over at the 25th, which the check of the clock after 31 detects.
        assertReached(members, 32);
        assertThat(rig.turns()).isEqualTo(3);
        assertReached(members, 100);
    }

    @Test
    void aTurnTakesAsLongAsOtherTasksTookBefore() {
        HandRunHub rig = timed();
        List<Recorder> members = joinSlow(rig, 1_000);
        rig.publish("news", "a");

        rig.nanos += 2_500_000;
        rig.turn();
        assertReached(members, 64);

        // At most this long, however long others took.
        rig.nanos += 1_000_000_000;
        rig.turn();
        assertReached(members, 64 + 256);

        // And 1 ms if they took no time.
        rig.turn();
        assertReached(members, 64 + 256 + 32);
    }

    /** With turns of 1 to 10 ms. */
    private static HandRunHub timed() {
        return new HandRunHub(new SweepLimits(64 << 10, 4096, Duration.ofMillis(1), Duration.ofMillis(10), 64 << 20));
    }

    /** Members that take 40 µs each. */
    private static List<Recorder> joinSlow(HandRunHub rig, int count) {
        List<Recorder> members = rig.join("news", count);
        members.forEach(member -> member.onDeliver = () -> rig.nanos += 40_000);
        return members;
    }

    @Test
    void publicationsDuringASweepAreTheNextBatch() {
        HandRunHub rig = HandRunHub.withVisits(2);
        List<Recorder> members = rig.join("news", 3);
        rig.publish("news", "a");
        rig.turn();

        rig.publish("news", "b", "c");
        rig.turns();

        for (Recorder member : members) {
            assertThat(member.frames).containsExactly("a", "b", "c");
            assertThat(member.deliveries).containsExactly(1, 2);
        }
    }

    /** Publications that come while the loop handles its sockets are in the same batch. */
    @Test
    void anAudienceReceivesOneBatchPerTurn() {
        HandRunHub small = HandRunHub.withBatches(8);
        Recorder member = small.join("news");

        small.publish("news", "aaaa", "bbbb", "cccc");
        small.turn();
        small.publish("news", "dddd");
        small.turns();

        assertThat(member.frames).containsExactly("aaaa", "bbbb", "cccc", "dddd");
        assertThat(member.deliveries).containsExactly(2, 2);
    }

    @Test
    void anAudiencePausesForA32ndOfTheTimeOfItsLastBatch() {
        HandRunHub rig = HandRunHub.withVisits(1);
        List<Recorder> members = rig.join("news", 2);
        rig.publish("news", "a");
        rig.turn();
        rig.publish("news", "b");
        rig.nanos += 3200;
        rig.turn();
        assertReached(members, 2);

        rig.nanos += 99;
        rig.turn();
        assertThat(rig.frames).isEqualTo(2);
        rig.publish("news", "c");
        rig.nanos += 1;
        rig.turns();

        for (Recorder member : members) {
            assertThat(member.frames).containsExactly("a", "b", "c");
            assertThat(member.deliveries)
                    .as("what came during the rest goes along")
                    .containsExactly(1, 2);
        }
    }

    @Test
    void noPauseIsLongerThanTwoMilliseconds() {
        HandRunHub rig = HandRunHub.withVisits(1);
        rig.join("news", 2);
        rig.publish("news", "a");
        rig.turn();
        rig.publish("news", "b");
        rig.nanos += 3_200_000_000L;
        rig.turn();

        rig.nanos += 1_999_999;
        rig.turn();
        assertThat(rig.frames).isEqualTo(2);
        rig.nanos += 1;
        rig.turn();
        assertThat(rig.frames).isEqualTo(3);
    }

    @Test
    void otherAudiencesContinueWhileOnePauses() {
        HandRunHub rig = HandRunHub.withVisits(2);
        rig.join("all", 3);
        Recorder other = rig.join("other");
        rig.publish("all", "a");
        rig.turn();
        rig.publish("all", "b");
        rig.nanos += 3200;
        rig.turn();

        rig.publish("other", "x");
        rig.turn();

        assertThat(other.frames).containsExactly("x");
        assertThat(rig.frames).as("nothing of the second batch").isEqualTo(3 + 1);
    }

    @Test
    void anIdleAudienceDoesNotPause() {
        HandRunHub rig = HandRunHub.withVisits(1);
        List<Recorder> members = rig.join("news", 2);
        rig.publish("news", "a");
        rig.turn();
        rig.nanos += 3200;
        rig.turns();

        rig.publish("news", "b");
        rig.turn();

        assertReached(members.subList(0, 1), 1);
        assertThat(members.getFirst().frames).containsExactly("a", "b");
    }

    @Test
    void manySmallAudiencesShareATurn() {
        for (int topic = 0; topic < 100; topic++) {
            rig.join("t" + topic);
            rig.publish("t" + topic, "x");
        }

        assertThat(rig.turns()).isEqualTo(1);
        assertThat(rig.frames).isEqualTo(100);
    }

    @Test
    void aTopicWithTenMembersWaitsOneTurnForABroadcast() {
        HandRunHub rig = HandRunHub.withVisits(20);
        List<Recorder> everybody = rig.join("all", 1000);
        List<Recorder> few = rig.join("few", 10);
        rig.publish("all", "broadcast");
        rig.turn();

        rig.publish("few", "quick");
        rig.turn();
        assertReached(few, 0);
        assertReached(everybody, 40);
        rig.turn();

        assertReached(few, 10);
        assertReached(everybody, 50);
    }

    @Test
    void alternatingAudiencesLoadTheirBatchesAgain() {
        HandRunHub rig = HandRunHub.withVisits(3);
        List<Recorder> left = rig.join("left", 10);
        List<Recorder> right = rig.join("right", 10);
        String large = "x".repeat(200_000);
        rig.publish("left", "l1", "l2");
        rig.publish("right", large);
        rig.turn();
        // Not part of the present batch, even if it is loaded again.
        rig.publish("left", "l3");

        rig.turns();

        for (Recorder member : left) {
            assertThat(member.frames).containsExactly("l1", "l2", "l3");
            assertThat(member.deliveries).containsExactly(2, 1);
        }
        assertThat(right).allSatisfy(member -> assertThat(member.frames).containsExactly(large));
    }

    @Test
    void eachFormIsRenderedOnceForAllAudiences() {
        AtomicInteger rendered = new AtomicInteger();
        Rendering counting = publication -> {
            rendered.incrementAndGet();
            return RAW.render(publication);
        };
        for (String pattern : List.of("news", "*", "**")) {
            rig.join(pattern, counting);
            rig.join(pattern, counting);
        }
        Recorder envelopes = rig.join("news", ENVELOPE);

        rig.publish("news", "a", "b");
        rig.turns();

        assertThat(rendered).hasValue(2);
        assertThat(envelopes.frames).containsExactly("news=a", "news=b");
        assertThat(rig.frames).isEqualTo(14);
    }

    @Test
    void aPublicationWithinADeliveryIsInTheNextBatch() {
        List<Recorder> members = rig.join("news", 2);
        members.getFirst().onDeliver = () -> {
            members.getFirst().onDeliver = () -> {};
            rig.publish("news", "answer");
            rig.publish("elsewhere", "heard");
        };
        Recorder elsewhere = rig.join("elsewhere");

        rig.publish("news", "question");
        rig.turns();

        for (Recorder member : members) {
            assertThat(member.frames).containsExactly("question", "answer");
            assertThat(member.deliveries).containsExactly(1, 1);
        }
        assertThat(elsewhere.frames).containsExactly("heard");
    }

    @Test
    void aSubscriberThatThrowsDoesNotAffectOthers() {
        List<Recorder> members = rig.join("news", 3);
        members.get(1).onDeliver = () -> {
            throw new IllegalStateException("our own mistake");
        };
        rig.publish("news", "a");

        assertThatThrownBy(rig::turn).hasMessage("our own mistake");
        rig.turns();

        assertThat(members).allSatisfy(member -> assertThat(member.frames).containsExactly("a"));
        assertThat(rig.frames).isEqualTo(3);
        assertThat(rig.hub.pendingBytes()).isZero();
    }

    @Test
    void aFailedRenderingIsTriedAgainBeforeAnyDelivery() {
        AtomicInteger tries = new AtomicInteger();
        Recorder member = rig.join("news", publication -> {
            if (tries.incrementAndGet() == 2) {
                throw new IllegalStateException("no memory just now");
            }
            return RAW.render(publication);
        });
        rig.publish("news", "a", "b");

        assertThatThrownBy(rig::turn).hasMessage("no memory just now");
        rig.turns();

        assertThat(member.frames).containsExactly("a", "b");
    }

    @Test
    void theMetersCountFramesAndBytesForEachSubscriber() {
        rig.join("news", 3);
        rig.join("news", ENVELOPE);

        rig.publish("news", "four", "five5");
        rig.publish("nobody", "hears");
        rig.turns();

        assertThat(rig.published).isEqualTo(3);
        assertThat(rig.frames).isEqualTo(8);
        assertThat(rig.bytes).isEqualTo(3 * 9 + 19);
    }

    @Test
    void theLatencyOfAPublicationIsReportedOnceAtItsLastDelivery() {
        HandRunHub rig = HandRunHub.withVisits(1);
        rig.join("news", 2);
        rig.join("**", 3);
        rig.publish("news", "a");
        rig.nanos += 7;
        rig.publish("news", "b");

        for (int visit = 0; visit < 4; visit++) {
            rig.turn();
            rig.nanos += 100;
        }
        assertThat(rig.swept).isEmpty();
        rig.turns();

        assertThat(rig.swept).containsExactly(407L, 400L);
    }

    private static void assertReached(List<Recorder> members, int count) {
        assertThat(members.stream().filter(member -> !member.frames.isEmpty())).hasSize(count);
        assertThat(members.subList(0, count))
                .allSatisfy(member -> assertThat(member.frames).isNotEmpty());
    }
}
