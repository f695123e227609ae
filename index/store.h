// The one way to the disk: named tables of keys and values, paged posting
// lists, and atomic batches.
//
// Two families of implementations are meant (docs/store.md): RocksDB in one
// folder, and the Redis Cluster protocol. Nothing above this interface may
// assume that a batch can span groups, or that a scan of a large table is
// cheap.
#ifndef EARMARK_INDEX_STORE_H_
#define EARMARK_INDEX_STORE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "index/ids.h"

namespace earmark::index {

// The tables of key-value pairs. Persistent: never renumber. Keys are built in
// keys.h alone, values are protobuf messages of earmark.storage.v1.
enum class Table : uint8_t {
  kMeta = 0,          // format, counters, secrets
  kOwners = 1,        // owner id -> Owner
  kWorks = 2,         // work id -> Work
  kReferences = 3,    // work id, reference id -> Reference
  kFingerprints = 4,  // reference number -> MediaFingerprint of the reference
  kScreenings = 5,    // screening id -> Screening
  kUploads = 6,       // tenant, upload id -> Upload (screening id, digest)
  kRequests = 7,      // request id -> digest of the request
  kAudit = 8,         // sequence -> AuditEvent
  kOutbox = 9,        // sequence -> OutboxEntry
  kNumbers = 10,      // reference number -> work id, reference id
  kRetired = 11,      // reference number -> nothing (Batch::Retire alone)
  kOwnerships = 12,   // work id -> Ownerships
  // Upload number -> MediaFingerprint of the upload, whole.
  kUploadFingerprints = 13,
  kUploadNumbers = 14,   // upload number -> RememberedUpload
  kRetiredUploads = 15,  // upload number -> nothing (Batch::RetireUpload alone)
  kScans = 16,           // reference number -> nothing (ScanQueue)
  kReferenceRights = 17,  // work id, reference id -> ReferenceRights
  kPolicies = 18,         // policy id, version -> Policy
  kLicences = 19,         // owner id, licence id -> Licence
  kUses = 20,             // work id, reference id, screening id -> FoundUse
  kOwnedWorks = 21,       // owner id, work id -> nothing
  kIdentifiers = 22,      // ISRC, ISWC or EIDR, work id -> nothing
  kRedecisions = 23,      // due time, owner or work -> Redecision
  kOwnerClaims = 24,      // owner id, time, claim -> nothing
  kClaimDeadlines = 25,   // due time, claim -> nothing
  kStrikes = 26,          // account token, time, claim -> nothing
  kCaseQueue = 27,        // harm, time, case id, claim -> nothing
  kCaseClaims = 28,       // case id, harm, time, claim -> nothing
  kLeases = 29,           // case id -> Lease
  kUnacknowledged = 30,   // tenant, screening id -> nothing
  kNotices = 31,          // notice id -> Notice
  kSenderNotices = 32,    // sender or request, notice id -> nothing
  kReleases = 33,         // account token, content, screening id -> nothing
  kOpinions = 34,         // case id -> Opinions
  kUnreadFiles = 35,      // case id -> UnreadFiles
  kObjections = 36,       // account token, time, claim -> nothing
};
inline constexpr int kTableCount = 37;

// The tables of posting lists. Persistent: never renumber.
enum class PostingTable : uint8_t {
  kChroma = 0,     // Chromaprint sub-fingerprints
  kFrameHash = 1,  // chunks of PDQ hashes
  kTriple = 2,     // landmarks of three spectral peaks
  kQuad = 3,       // landmarks of four
  // The same of uploads, so that a search for references never meets them.
  kUploadChroma = 4,
  kUploadFrameHash = 5,
  kUploadTriple = 6,
  kUploadQuad = 7,
  kFeature = 8,        // keys of local features
  kUploadFeature = 9,  // of uploads
};
inline constexpr int kPostingTableCount = 10;

// Whether postings of the table belong to uploads, not to references.
constexpr bool HoldsUploads(PostingTable table) {
  return (table >= PostingTable::kUploadChroma &&
          table <= PostingTable::kUploadQuad) ||
         table == PostingTable::kUploadFeature;
}

// One entry of a posting list: the reference, the place in it, and what a
// search can already judge without reading the reference.
struct Posting {
  // In tables of uploads: the upload's number (AsPosted).
  ReferenceNumber reference{0};
  // In units of the fingerprint: sub-fingerprints, frames.
  uint32_t position = 0;
  // Meaning depends on the table (0 where it has none).
  uint32_t detail = 0;

  // (A false warning of clang-tidy 14.)
  auto operator<=>(const Posting&) const =
      default;  // NOLINT(modernize-use-nullptr)
};

// The number of an upload as its postings carry it, and back.
constexpr ReferenceNumber AsPosted(UploadNumber upload) {
  return ReferenceNumber{static_cast<uint32_t>(upload)};
}
constexpr UploadNumber UploadOf(const Posting& posting) {
  return UploadNumber{static_cast<uint32_t>(posting.reference)};
}

// Changes that happen together or not at all. All must belong to one group (a
// reference with its postings; an upload with its screening).
class Batch {
 public:
  // The batch applies only if the key is absent, or holds exactly `value`.
  void GuardAbsent(Table table, std::string key);
  void GuardEquals(Table table, std::string key, std::string value);

  void Put(Table table, std::string key, std::string value);
  void Erase(Table table, std::string key);
  // Adds a posting to the list of `term`. Terms should be spread evenly over 32
  // bits: hash them first. Adding a posting that is there changes nothing.
  void Append(PostingTable table, uint32_t term, const Posting& posting);
  // Drops all postings of a reference: at once for readers, at the next
  // compaction from the disk. For good.
  void Retire(ReferenceNumber reference);
  // The same for an upload.
  void RetireUpload(UploadNumber upload);

  struct Guard {
    Table table;
    std::string key;
    std::optional<std::string> expected;
  };
  struct Write {
    Table table;
    std::string key;
    std::optional<std::string> value;  // nullopt: erase
  };
  struct Addition {
    PostingTable table;
    uint32_t term;
    Posting posting;
  };

  const std::vector<Guard>& guards() const { return guards_; }
  const std::vector<Write>& writes() const { return writes_; }
  const std::vector<Addition>& additions() const { return additions_; }
  const std::vector<ReferenceNumber>& retired() const { return retired_; }
  const std::vector<UploadNumber>& retired_uploads() const {
    return retired_uploads_;
  }

 private:
  std::vector<Guard> guards_;
  std::vector<Write> writes_;
  std::vector<Addition> additions_;
  std::vector<ReferenceNumber> retired_;
  std::vector<UploadNumber> retired_uploads_;
};

// A state of the store that does not change while it is held, but for one
// thing: postings of a reference or upload that is retired later leave it at
// once. Must not outlive its store.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
};

struct ScanOptions {
  // Only keys that begin with this.
  std::string prefix;
  // Only keys after this one (before it, when reversed); empty: from the start.
  std::string after;
  bool reverse = false;
};

struct PostingOptions {
  // A term with more postings than this is skipped, and counted: it says too
  // little. Those of retired references count until they have left the disk.
  // 0: no limit.
  size_t max_list = 0;
};

// What a search of postings cost.
struct PostingCounts {
  uint64_t terms = 0;          // asked for, each as often as it was
  uint64_t pages = 0;          // read (an empty page is none)
  uint64_t postings = 0;       // decoded in those pages
  uint64_t skipped_terms = 0;  // of `terms`: over PostingOptions::max_list

  PostingCounts& operator+=(const PostingCounts& other) {
    terms += other.terms;
    pages += other.pages;
    postings += other.postings;
    skipped_terms += other.skipped_terms;
    return *this;
  }
};

// Safe for concurrent use. All reads return kDataLoss for corrupt bytes.
// `snapshot` may be null: the newest state.
class Store {
 public:
  virtual ~Store() = default;

  // Returns nullopt when there is no such key.
  virtual absl::StatusOr<std::optional<std::string>> Get(
      Table table, std::string_view key,
      const Snapshot* snapshot = nullptr) const = 0;

  // One answer per key, in their order.
  virtual absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      Table table, std::span<const std::string> keys,
      const Snapshot* snapshot = nullptr) const = 0;

  // Calls `sink` with (index into `terms`, posting) for each posting of each
  // term, in no promised order. Terms may repeat; each page is read once.
  // Postings of retired references and uploads are left out.
  virtual absl::StatusOr<PostingCounts> Postings(
      PostingTable table, std::span<const uint32_t> terms,
      const PostingOptions& options,
      absl::FunctionRef<void(size_t, const Posting&)> sink,
      const Snapshot* snapshot = nullptr) const = 0;

  // Calls `sink` with (key, value) in the order of keys until it returns false
  // or the keys end. For small tables and short ranges.
  virtual absl::Status Scan(
      Table table, const ScanOptions& options,
      absl::FunctionRef<bool(std::string_view, std::string_view)> sink,
      const Snapshot* snapshot = nullptr) const = 0;

  // Applies the batch and makes it durable before it returns OK. Returns
  // kAborted when a guard failed (nothing was changed), kUnavailable when it is
  // not known whether it was applied (read a guarded key again),
  // kResourceExhausted when the disk is full.
  virtual absl::Status Apply(const Batch& batch) = 0;

  // Adds postings in bulk, some six times as fast as batches do: to load a
  // catalogue, whose other tables are written before. Calls `next` until it
  // returns false; the postings must come by term. Returns kInvalidArgument
  // when they do not, and what Apply returns. After an error some of them may
  // be there: adding them again changes nothing.
  virtual absl::Status Ingest(
      PostingTable table,
      absl::FunctionRef<bool(uint32_t& term, Posting& posting)> next) = 0;

  virtual std::unique_ptr<Snapshot> TakeSnapshot() const = 0;
};

// The entry of `table` with the largest key; nullopt when there is none.
// Returns the store's errors.
struct StoreEntry {
  std::string key;
  std::string value;
};
absl::StatusOr<std::optional<StoreEntry>> LastEntry(
    const Store& store, Table table, const Snapshot* snapshot = nullptr);

}  // namespace earmark::index

#endif  // EARMARK_INDEX_STORE_H_
