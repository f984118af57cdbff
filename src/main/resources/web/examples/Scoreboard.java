import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ThreadLocalRandom;

/** A match for scoreboard.html, two minutes in a second: java Scoreboard.java [http://localhost:8080] */
class Scoreboard {
    public static void main(String[] args) throws Exception {
        String service = args.length == 0 ? "http://localhost:8080" : args[0];
        var http = HttpClient.newHttpClient();
        int[] score = {0, 0};
        for (int minute = 1; minute <= 90; minute++) {
            String lines = "";
            if (ThreadLocalRandom.current().nextInt(10) == 0) {
                score[minute % 2]++;
                String text = minute + "′ Germany " + score[0] + " : " + score[1] + " Spain";
                lines = "{\"topic\": \"examples.goals\","
                        + " \"data\": {\"match\": \"ger-esp\", \"text\": \"" + text + "\"}}\n";
            }
            // Each line is one publication.
            lines += "{\"topic\": \"examples.scores.ger-esp\", \"data\": {\"home\": \"Germany\", \"away\": \"Spain\","
                    + " \"score\": [" + score[0] + ", " + score[1] + "], \"minute\": " + minute + "}}\n";
            var publish = HttpRequest.newBuilder(URI.create(service + "/publish"))
                    .header("Content-Type", "application/x-ndjson")
                    .POST(HttpRequest.BodyPublishers.ofString(lines))
                    .build();
            var answer = http.send(publish, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200 || answer.body().contains("\"error\"")) {
                throw new IllegalStateException(answer.body());
            }
            Thread.sleep(500);
        }
    }
}
