import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A job for progress.html: java Progress.java [http://localhost:8080] */
class Progress {
    public static void main(String[] args) throws Exception {
        String service = args.length == 0 ? "http://localhost:8080" : args[0];
        var http = HttpClient.newHttpClient();
        for (int percent = 0; percent <= 100; percent += 10) {
            var progress = HttpRequest.newBuilder(URI.create(service + "/topics/examples.jobs.42"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"step\": \"Packing\", \"percent\": " + percent + "}"))
                    .build();
            var answer = http.send(progress, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 202) {
                throw new IllegalStateException(answer.body());
            }
            Thread.sleep(200); // This is the work.
        }
    }
}
