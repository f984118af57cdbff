package dev.carillon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MembersTest {
    private final Members members = new Members();

    @Test
    void eachMemberHasItsSlot() {
        List<Recorder> joined = join(100);

        for (int slot = 0; slot < 100; slot++) {
            assertThat(members.at(slot)).isSameAs(joined.get(slot));
            assertThat(joined.get(slot).slot()).isEqualTo(slot);
        }
        assertThat(members.count()).isEqualTo(100);
        assertThat(members.end()).isEqualTo(100);
    }

    @Test
    void theCapacityIsAtMostAQuarterTooLarge() {
        for (int count : List.of(1, 10, 1_000, 19_000)) {
            Members some = new Members();
            for (int joined = 0; joined < count; joined++) {
                some.add(new Recorder());
            }
            assertThat(some.capacity()).isBetween(count, count + count / 4 + 1);
        }
    }

    @Test
    void theLastMemberMovesToTheFreeSlot() {
        List<Recorder> joined = join(4);

        members.removeAndFill(joined.get(1));

        assertThat(joined.get(3).slot()).isEqualTo(1);
        assertThat(members.contains(joined.get(3))).isTrue();
        assertThat(members.contains(joined.get(1))).isFalse();
        assertThat(members.end()).isEqualTo(3);
    }

    @Test
    void holesAtTheEndDoNotMoveToTheFreeSlot() {
        List<Recorder> joined = join(5);
        members.removeInPlace(joined.get(4));
        members.removeInPlace(joined.get(3));

        members.removeAndFill(joined.get(0));

        assertThat(joined.get(2).slot()).isZero();
        assertThat(members.end()).isEqualTo(2);
        members.removeAndFill(joined.get(1));
        members.removeAndFill(joined.get(2));
        assertThat(members.end()).isZero();
        assertThat(members.count()).isZero();
    }

    @Test
    void memoryIsReleasedWhenMostHaveLeft() {
        List<Recorder> joined = join(1_000);
        joined.subList(100, 1_000).forEach(members::removeAndFill);

        assertThat(members.capacity()).isLessThan(500);
        assertThat(joined.subList(0, 100))
                .allSatisfy(member -> assertThat(members.contains(member)).isTrue());
    }

    @Test
    void membersAreSparseIfMoreThanHalfAreHoles() {
        List<Recorder> joined = join(4);
        members.removeInPlace(joined.get(0));
        members.removeInPlace(joined.get(1));
        assertThat(members.isSparse()).isFalse();

        members.removeInPlace(joined.get(2));
        assertThat(members.isSparse()).isTrue();
    }

    private List<Recorder> join(int count) {
        List<Recorder> joined = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            joined.add(new Recorder());
            members.add(joined.getLast());
        }
        return joined;
    }
}
