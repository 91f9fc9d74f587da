// The SDK for Go, version 2, as a program would use it. Prints a line for each thing that holds or does not.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/aws/smithy-go"
)

const (
	name   = "go-app"
	policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"secretsmanager:DeleteSecret","Resource":"*"}]}`
	gone   = "Secrets Manager can't find the specified secret."
)

var (
	ctx    = context.Background()
	id     = aws.String(name)
	failed = false
)

func check(what string, holds bool) {
	word := "ok   "
	if !holds {
		word = "FAIL "
		failed = true
	}
	fmt.Println(word, "go:", what)
}

func must[T any](answer T, err error) T {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	return answer
}

// refused checks for an error of this type with exactly this text.
func refused[E smithy.APIError](what, text string, err error) {
	var expected E
	check(what, errors.As(err, &expected) && expected.ErrorMessage() == text)
}

// login tells whether the server takes the password, over verified TLS.
func login(password string) bool {
	seen := must(os.OpenFile(os.Getenv("SEEN"), os.O_APPEND|os.O_WRONLY, 0))
	defer seen.Close()
	fmt.Fprintln(seen, password)
	target := os.ExpandEnv("host=127.0.0.1 port=$PORT user=$ROLE dbname=postgres sslmode=verify-full sslrootcert=$CA")
	psql := exec.Command(os.Getenv("PSQL"), "-qtAX", target, "-c", "select 1")
	psql.Env = []string{"PGPASSWORD=" + password, "PATH=" + os.Getenv("PATH")}
	return psql.Run() == nil
}

func password(client *secretsmanager.Client, stage *string) string {
	answer := must(client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: id, VersionStage: stage}))
	var secret struct{ Password string }
	if err := json.Unmarshal([]byte(*answer.SecretString), &secret); err != nil {
		fmt.Println("the secret is no JSON")
		os.Exit(1)
	}
	return secret.Password
}

func describe(client *secretsmanager.Client) *secretsmanager.DescribeSecretOutput {
	return must(client.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: id}))
}

func rotated(client *secretsmanager.Client, after time.Time) time.Time {
	for tries := 0; tries < 600; tries++ {
		if last := describe(client).LastRotatedDate; last != nil && last.After(after) {
			return *last
		}
		time.Sleep(100 * time.Millisecond)
	}
	fmt.Println("LastRotatedDate has not moved for a minute")
	os.Exit(1)
	return time.Time{}
}

func creates(client *secretsmanager.Client) *string {
	secret := must(json.Marshal(map[string]string{"engine": "postgres", "host": "127.0.0.1", "port": os.Getenv("PORT"),
		"username": os.Getenv("ROLE"), "password": os.Getenv("PASSWORD")}))
	created := must(client.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: id, SecretString: aws.String(string(secret)),
		Tags: []types.Tag{{Key: aws.String("team"), Value: aws.String("a")}}}))
	check("CreateSecret answers an ARN",
		strings.HasPrefix(*created.ARN, "arn:aws:secretsmanager:eu-central-1:123456789012:secret:"+name+"-"))
	_, err := client.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: id})
	refused[*types.ResourceExistsException]("a name that is taken",
		"The operation failed because the secret "+name+" already exists.", err)
	return created.ARN
}

func rotates(client *secretsmanager.Client, arn *string) {
	old := os.Getenv("PASSWORD")
	check("the first password logs in", login(old))
	started := must(client.RotateSecret(ctx, &secretsmanager.RotateSecretInput{SecretId: id,
		RotationLambdaARN: aws.String(os.Getenv("FUNCTION")),
		RotationRules:     &types.RotationRulesType{AutomaticallyAfterDays: aws.Int64(30)}}))
	first := rotated(client, time.Time{})
	described := describe(client)
	check("the new version is current",
		strings.Contains(strings.Join(described.VersionIdsToStages[*started.VersionId], " "), "AWSCURRENT"))
	check("NextRotationDate is later than LastRotatedDate", described.NextRotationDate.After(first))
	current := password(client, nil)
	check("the new password logs in", current != old && login(current))
	check("the old password does not", !login(old))
	must(client.RotateSecret(ctx, &secretsmanager.RotateSecretInput{SecretId: arn}))
	rotated(client, first)
	check("a second RotateSecret needs no function", login(password(client, nil)))
	check("AWSPREVIOUS is the one before", password(client, aws.String("AWSPREVIOUS")) == current)
	versions := must(client.ListSecretVersionIds(ctx,
		&secretsmanager.ListSecretVersionIdsInput{SecretId: id, IncludeDeprecated: aws.Bool(true)}))
	check("the three versions are listed", len(versions.Versions) == 3)
}

func lists(client *secretsmanager.Client) {
	names := []string{"go-page-0", "go-page-1", "go-page-2"}
	for _, page := range names {
		must(client.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: &page, SecretString: &page}))
	}
	var pages [][]string
	list := secretsmanager.NewListSecretsPaginator(client, &secretsmanager.ListSecretsInput{MaxResults: aws.Int32(2),
		Filters: []types.Filter{{Key: types.FilterNameStringTypeName, Values: []string{"go-page"}}}})
	for list.HasMorePages() {
		pages = append(pages, namesOf(must(list.NextPage(ctx))))
	}
	check("ListSecrets goes through two pages", reflect.DeepEqual(pages, [][]string{names[:2], names[2:]}))
	found := must(client.ListSecrets(ctx, &secretsmanager.ListSecretsInput{Filters: []types.Filter{
		{Key: types.FilterNameStringTypeName, Values: []string{"go"}},
		{Key: types.FilterNameStringTypeTagKey, Values: []string{"team"}}}}))
	check("two filters must both match", reflect.DeepEqual(namesOf(found), []string{name}))
	batch := must(client.BatchGetSecretValue(ctx,
		&secretsmanager.BatchGetSecretValueInput{SecretIdList: []string{names[1], "nothing"}}))
	check("BatchGetSecretValue tells values", len(batch.SecretValues) == 1 && *batch.SecretValues[0].SecretString == names[1])
	check("and errors", len(batch.Errors) == 1 && *batch.Errors[0].ErrorCode == "ResourceNotFoundException")
	for _, page := range names {
		must(client.DeleteSecret(ctx,
			&secretsmanager.DeleteSecretInput{SecretId: &page, ForceDeleteWithoutRecovery: aws.Bool(true)}))
	}
}

func namesOf(page *secretsmanager.ListSecretsOutput) []string {
	var names []string
	for _, secret := range page.SecretList {
		names = append(names, *secret.Name)
	}
	return names
}

func labels(client *secretsmanager.Client) {
	stage := types.Tag{Key: aws.String("stage"), Value: aws.String("test")}
	must(client.TagResource(ctx, &secretsmanager.TagResourceInput{SecretId: id, Tags: []types.Tag{stage}}))
	must(client.UntagResource(ctx, &secretsmanager.UntagResourceInput{SecretId: id, TagKeys: []string{"team"}}))
	check("one tag is put and another removed", reflect.DeepEqual(describe(client).Tags, []types.Tag{stage}))
	must(client.PutResourcePolicy(ctx, &secretsmanager.PutResourcePolicyInput{SecretId: id,
		ResourcePolicy: aws.String(policy), BlockPublicPolicy: aws.Bool(true)}))
	put := must(client.GetResourcePolicy(ctx, &secretsmanager.GetResourcePolicyInput{SecretId: id}))
	check("the policy is given back", *put.ResourcePolicy == policy)
	must(client.DeleteResourcePolicy(ctx, &secretsmanager.DeleteResourcePolicyInput{SecretId: id}))
	removed := must(client.GetResourcePolicy(ctx, &secretsmanager.GetResourcePolicyInput{SecretId: id}))
	check("the policy is gone", removed.ResourcePolicy == nil)
	random := must(client.GetRandomPassword(ctx,
		&secretsmanager.GetRandomPasswordInput{PasswordLength: aws.Int64(40), ExcludePunctuation: aws.Bool(true)}))
	check("GetRandomPassword makes what was asked for",
		regexp.MustCompile("^[A-Za-z0-9]{40}$").MatchString(*random.RandomPassword))
}

func replicates(client, away *secretsmanager.Client) {
	region := "us-west-2"
	must(client.ReplicateSecretToRegions(ctx, &secretsmanager.ReplicateSecretToRegionsInput{SecretId: id,
		AddReplicaRegions: []types.ReplicaRegionType{{Region: &region}}}))
	status := describe(client).ReplicationStatus
	check("the replica is in sync",
		len(status) == 1 && *status[0].Region == region && status[0].Status == types.StatusTypeInSync)
	check("its value is read in its region", password(away, nil) == password(client, nil))
	_, err := away.PutSecretValue(ctx, &secretsmanager.PutSecretValueInput{SecretId: id, SecretString: aws.String("x")})
	refused[*types.InvalidParameterException]("a replica is read-only",
		"Operation not permitted on a replica secret. Call must be made in primary secret's region.", err)
	must(client.RemoveRegionsFromReplication(ctx,
		&secretsmanager.RemoveRegionsFromReplicationInput{SecretId: id, RemoveReplicaRegions: []string{region}}))
	_, err = away.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: id})
	refused[*types.ResourceNotFoundException]("the replica is gone", gone, err)
}

func deletes(client *secretsmanager.Client) {
	deleted := must(client.DeleteSecret(ctx,
		&secretsmanager.DeleteSecretInput{SecretId: id, RecoveryWindowInDays: aws.Int64(7)}))
	ahead := time.Until(*deleted.DeletionDate)
	check("the deletion is a week ahead", ahead > 167*time.Hour && ahead < 169*time.Hour)
	_, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: id})
	refused[*types.InvalidRequestException]("a deleted secret is not read",
		"You can't perform this operation on the secret because it was marked for deletion.", err)
	must(client.RestoreSecret(ctx, &secretsmanager.RestoreSecretInput{SecretId: id}))
	check("a restored secret logs in", login(password(client, nil)))
	must(client.DeleteSecret(ctx,
		&secretsmanager.DeleteSecretInput{SecretId: id, ForceDeleteWithoutRecovery: aws.Bool(true)}))
	_, err = client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: id})
	refused[*types.ResourceNotFoundException]("a secret that is gone is not found", gone, err)
}

func main() {
	settings := must(config.LoadDefaultConfig(ctx))
	client := secretsmanager.NewFromConfig(settings)
	away := secretsmanager.NewFromConfig(settings, func(options *secretsmanager.Options) { options.Region = "us-west-2" })
	rotates(client, creates(client))
	lists(client)
	labels(client)
	replicates(client, away)
	deletes(client)
	if failed {
		os.Exit(1)
	}
}
