// Initiates the replica set of three members unless it exists; idempotent.
const members = [0, 1, 2].map((i) => ({ _id: i, host: `mongodb-${i}.mongodb:27017` }));
const deadline = Date.now() + 10 * 60 * 1000;

function initiate() {
  const admin = connect(`mongodb://${members[0].host}/admin?directConnection=true&serverSelectionTimeoutMS=2000`);
  if (admin.hello().setName) {
    return "The replica set is there.";
  }
  admin.runCommand({ replSetInitiate: { _id: "rs0", members } });
  return "The replica set is made.";
}

for (let outcome = ""; !outcome; ) {
  try {
    outcome = initiate();
    print(outcome);
  } catch (error) {
    // Members that do not answer yet.
    if (Date.now() > deadline) {
      throw error;
    }
    print(error.message);
    sleep(2000);
  }
}
