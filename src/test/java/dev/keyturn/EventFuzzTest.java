package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.RotationRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Any bytes are a rotation event, or refused as none without being quoted. */
class EventFuzzTest {

  private static final String CANARY = "canary-7f3a";

  @FuzzTest(maxDuration = "60s")
  void reads(byte[] input) throws IOException {
    try {
      RotationRequest request = EventReader.read(new ByteArrayInputStream(input));
      // Which secret and which version it is, is no secret, whatever the search makes of them.
      String rest =
          request
              .toString()
              .replace(request.secret().value(), "…")
              .replace(request.version().value(), "…");
      assertThat(rest).doesNotContain(CANARY);
    } catch (RotationException e) {
      assertThat(e.reason()).isEqualTo(Reason.INVALID_EVENT);
      assertThat(e.getMessage()).doesNotContain(CANARY);
    }
  }
}
