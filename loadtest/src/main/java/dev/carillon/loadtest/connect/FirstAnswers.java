package dev.carillon.loadtest.connect;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a server refuses all that come, for a reason that will not change: the first answers are all the same. */
public final class FirstAnswers {
    /** So many that a balancer would have chosen another server by then. */
    private static final int ENOUGH = 10;

    /** Answers of a server that may answer otherwise in a moment (RFC 9110, 15; RFC 6585, 4). */
    private static final Set<Integer> PASSING = Set.of(408, 421, 425, 429, 500, 502, 503, 504);

    private @Nullable String first;
    private int same;
    private boolean various;

    /** Whether an answer with this status will be the same the next time. */
    public static boolean isLasting(int status) {
        return !PASSING.contains(status);
    }

    /** Any answer that is not a refusal that lasts. */
    public void onOther() {
        various = true;
    }

    /** A refusal that lasts; {@code answer} is the same for refusals for the same reason. */
    public void onRefusal(String answer) {
        various |= first != null && !first.equals(answer);
        first = answer;
        same++;
    }

    /** Whether further attempts are useless, of so many that are to be made. */
    public boolean isFinal(int wanted) {
        return !various && same >= Math.min(ENOUGH, wanted);
    }
}
