#include "engine/analysis/layout/neighbours.h"

#include "engine/analysis/layout/distance_panel.h"
#include "engine/analysis/layout/k_means.h"
#include "engine/core/error.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <mutex>
#include <numeric>
#include <tuple>

namespace zscape {
namespace {

constexpr int kLanes = DistancePanel::kLanes;
constexpr int64_t kOneCluster = 1024;  ///< below, all are compared with all
constexpr int64_t kTrainedOn = 64;     ///< points a cluster, for k-means
constexpr int kMeansRounds = 4;
constexpr int64_t kVisited = 32;  ///< clusters that are looked into where neighbours need not be exact
constexpr int64_t kQueriesAtOnce = 64;
constexpr std::chrono::milliseconds kBetweenReports{50};
constexpr float kFar = std::numeric_limits<float>::infinity();
/// Bounds are sums of rounded numbers: what is nearer to one than this is looked at.
constexpr float kSlack = 1e-4f;

/// k-means on every stride-th point, from points at even distances in their order.
Centres clustered(const CodeRows& points, ThreadTeam& team, const std::stop_token& stop) {
    Centres centres;
    centres.count = points.rows <= kOneCluster ? 1 : static_cast<int64_t>(std::sqrt(static_cast<double>(points.rows)));
    const int64_t stride = std::max<int64_t>(1, points.rows / (centres.count * kTrainedOn));
    for (int64_t c = 0; c < centres.count; ++c) {
        const float* start = points.row(c * points.rows / centres.count);
        centres.values.insert(centres.values.end(), start, start + points.dimensions);
    }
    Nearest nearest;
    for (int round = 0; round < kMeansRounds; ++round) {
        findNearest(points, stride, centres, team, stop, nearest);
        moveToMeans(points, stride, nearest, team, centres);
    }
    return centres;
}

/// All points, cluster after cluster, within each by their distance from its centre.
struct Index {
    Index(const CodeRows& codes, ThreadTeam& team, const std::stop_token& stop)
        : points(codes),
          centres(clustered(codes, team, stop)),
          centrePanel(codes.dimensions, (centres.count + kLanes - 1) / kLanes),
          panel(codes.dimensions, 0) {
        for (int64_t c = 0; c < centres.count; ++c) centrePanel.put(c, centres.values.data() + c * codes.dimensions);
        Nearest found;
        findNearest(points, 1, centres, team, stop, found);
        const std::vector<int32_t>& nearest = found.centre;
        std::vector<float> fromCentre = std::move(found.squared);
        for (float& distance : fromCentre) distance = std::sqrt(distance);
        order.resize(static_cast<size_t>(points.rows));
        std::iota(order.begin(), order.end(), 0);
        std::sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
            const auto i = static_cast<size_t>(a), j = static_cast<size_t>(b);
            return std::tuple(nearest[i], fromCentre[i], a) < std::tuple(nearest[j], fromCentre[j], b);
        });
        firstBlock.assign(static_cast<size_t>(centres.count) + 1, 0);
        std::vector<int64_t> members(static_cast<size_t>(centres.count));
        for (const int32_t c : nearest) ++members[static_cast<size_t>(c)];
        for (size_t c = 0; c < members.size(); ++c)
            firstBlock[c + 1] = firstBlock[c] + (members[c] + kLanes - 1) / kLanes;
        panel = DistancePanel(points.dimensions, firstBlock.back());
        ids.assign(static_cast<size_t>(firstBlock.back() * kLanes), -1);
        least.assign(static_cast<size_t>(firstBlock.back()), kFar);
        greatest.assign(static_cast<size_t>(firstBlock.back()), 0);
        std::vector<int64_t> next;
        next.reserve(members.size());
        for (size_t c = 0; c < members.size(); ++c) next.push_back(firstBlock[c] * kLanes);
        for (const int32_t i : order) {
            const auto place = next[static_cast<size_t>(nearest[static_cast<size_t>(i)])]++;
            panel.put(place, points.row(i));
            ids[static_cast<size_t>(place)] = i;
            const float distance = fromCentre[static_cast<size_t>(i)];
            float& low = least[static_cast<size_t>(place / kLanes)];
            float& high = greatest[static_cast<size_t>(place / kLanes)];
            low = std::min(low, distance);
            high = std::max(high, distance);
        }
    }

    CodeRows points;
    Centres centres;
    DistancePanel centrePanel;
    DistancePanel panel;
    std::vector<int32_t> order;
    std::vector<int32_t> ids;            ///< of each place of the panel; -1: filled up
    std::vector<int64_t> firstBlock;     ///< of each cluster, and the end
    std::vector<float> least, greatest;  ///< of each block, distance from its cluster's centre
};

struct Found {
    float squared;
    int32_t id;
    bool operator<(const Found& other) const { return std::tie(squared, id) < std::tie(other.squared, other.id); }
};

/// One query after another, with room of its own.
class Search {
public:
    Search(const Index& index, int each, int64_t visited)
        : index_(index),
          each_(static_cast<size_t>(each)),
          visited_(visited) {}

    void operator()(int32_t query, int32_t* indices, float* distances) {
        found_.clear();
        limit_ = kFar;
        const float* point = index_.points.row(query);
        rankCentres(point);
        for (int64_t rank = 0; rank < static_cast<int64_t>(ranked_.size()); ++rank) {
            if (rank >= visited_ && found_.size() >= each_) break;
            look(point, query, ranked_[static_cast<size_t>(rank)]);
        }
        keepNearest();
        std::sort(found_.begin(), found_.end());
        for (size_t i = 0; i < each_; ++i) {
            indices[i] = found_[i].id;
            distances[i] = std::sqrt(found_[i].squared);
        }
    }

private:
    void rankCentres(const float* point) {
        const float* to = index_.centrePanel.squaredDistances(point, centreRoom_);
        ranked_.clear();
        for (int64_t c = 0; c < index_.centres.count; ++c)
            ranked_.push_back({std::sqrt(to[c]), static_cast<int32_t>(c)});
        const auto sorted = std::min<int64_t>(visited_, index_.centres.count);
        std::partial_sort(ranked_.begin(), ranked_.begin() + sorted, ranked_.end());
    }

    /// What the triangle inequality leaves of a cluster: blocks that are as far from its centre as the query, give or
    /// take the distance of the farthest neighbour so far.
    void look(const float* point, int32_t query, const Found& centre) {
        const int64_t end = index_.firstBlock[static_cast<size_t>(centre.id) + 1];
        int64_t block = index_.firstBlock[static_cast<size_t>(centre.id)];
        while (block < end) {
            const float reach = std::sqrt(limit_) * (1 + kSlack) + kSlack * centre.squared;
            if (index_.greatest[static_cast<size_t>(block)] < centre.squared - reach) {
                ++block;
                continue;
            }
            if (index_.least[static_cast<size_t>(block)] > centre.squared + reach) return;
            const int64_t some = std::min<int64_t>(4, end - block);
            float room[4 * kLanes];
            index_.panel.squaredDistances(point, block, some, room);
            take(room, index_.ids.data() + block * kLanes, some * kLanes, query);
            block += some;
        }
    }

    void take(const float* squared, const int32_t* ids, int64_t count, int32_t query) {
        for (int64_t i = 0; i < count; ++i) {
            if (squared[i] > limit_ || ids[i] < 0 || ids[i] == query) continue;
            found_.push_back({squared[i], ids[i]});
            if (found_.size() >= 2 * each_ + kLanes) keepNearest();
        }
        if (limit_ == kFar && found_.size() >= each_) keepNearest();
    }

    void keepNearest() {
        if (found_.size() < each_) return;
        std::nth_element(found_.begin(), found_.begin() + static_cast<int64_t>(each_) - 1, found_.end());
        found_.resize(each_);
        limit_ = found_.back().squared;
    }

    const Index& index_;
    size_t each_;
    int64_t visited_;
    float limit_ = kFar;  ///< squared distance of the farthest that is kept, once there are enough
    std::vector<Found> found_;
    std::vector<Found> ranked_;  ///< centres by distance, which `squared` is here, not squared
    std::vector<float> centreRoom_;
};

}  // namespace

NeighbourTable nearestNeighbours(const CodeRows& points, int each, ThreadTeam& team, std::stop_token stop,
                                 const ProgressSink& progress, int64_t exactUpTo) {
    const Index index(points, team, stop);
    NeighbourTable table;
    table.rows = points.rows;
    table.each = each;
    table.index.resize(static_cast<size_t>(points.rows * each));
    table.distance.resize(table.index.size());
    const int64_t visited = points.rows <= exactUpTo ? index.centres.count : kVisited;
    const auto start = std::chrono::steady_clock::now();
    std::mutex mutex;
    int64_t done = 0;       // guarded by mutex
    auto reported = start;  // guarded by mutex
    // In the order of the clusters: what lies near was read just before.
    team.split(points.rows, kQueriesAtOnce, [&](int64_t begin, int64_t end) {
        if (stop.stop_requested()) throw Cancelled();
        Search search(index, each, visited);
        for (int64_t i = begin; i < end; ++i) {
            const int32_t query = index.order[static_cast<size_t>(i)];
            search(query, table.index.data() + int64_t{query} * each, table.distance.data() + int64_t{query} * each);
        }
        const std::lock_guard lock(mutex);
        done += end - begin;
        const auto now = std::chrono::steady_clock::now();
        if (!progress || now - reported < kBetweenReports) return;
        reported = now;
        const double seconds = std::chrono::duration<double>(now - start).count();
        progress({"Finding neighbours", done, points.rows,
                  seconds * static_cast<double>(points.rows - done) / static_cast<double>(done)});
    });
    return table;
}

}  // namespace zscape
