package dev.keyturn.localstack;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Does no step, so that a rotation stays as Secrets Manager began it. Stands alone when deployed.
 */
public final class RefusingFunction implements RequestStreamHandler {

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context) {
    throw new IllegalStateException("not now");
  }
}
