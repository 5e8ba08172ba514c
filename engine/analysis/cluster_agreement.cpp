#include "engine/analysis/cluster_agreement.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace zscape {
namespace {

double pairsOf(int64_t count) {
    const auto n = static_cast<double>(count);
    return n * (n - 1) / 2;
}

template <typename Key>
double entropyOf(const std::map<Key, int64_t>& counts, double total) {
    double entropy = 0;
    for (const auto& [key, count] : counts) {
        const double share = static_cast<double>(count) / total;
        entropy -= share * std::log(share);
    }
    return entropy;
}

template <typename Key>
double pairsWithin(const std::map<Key, int64_t>& counts) {
    double pairs = 0;
    for (const auto& [key, count] : counts) pairs += pairsOf(count);
    return pairs;
}

}  // namespace

std::optional<ClusterAgreement> agreementWith(std::span<const int32_t> clusters, std::span<const int> labels) {
    std::map<std::pair<int32_t, int>, int64_t> both;
    std::map<int32_t, int64_t> ofCluster, mostOfCluster;
    std::map<int, int64_t> ofLabel;
    ClusterAgreement agreement;
    for (size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] < 0) continue;
        ++agreement.images;
        ++ofCluster[clusters[i]];
        ++ofLabel[labels[i]];
        ++both[{clusters[i], labels[i]}];
    }
    if (ofLabel.size() < 2) return std::nullopt;
    const auto total = static_cast<double>(agreement.images);

    const double together = pairsWithin(both), inClusters = pairsWithin(ofCluster), inLabels = pairsWithin(ofLabel);
    const double byChance = inClusters * inLabels / pairsOf(agreement.images);
    const double most = (inClusters + inLabels) / 2;
    // Where both put every image by itself nothing is left to chance, and they are the same.
    agreement.adjustedRand = most == byChance ? 1 : (together - byChance) / (most - byChance);

    const double entropies = entropyOf(ofCluster, total) + entropyOf(ofLabel, total);
    const double shared = entropies - entropyOf(both, total);
    agreement.normalisedMutualInformation = std::clamp(2 * shared / entropies, 0.0, 1.0);

    for (const auto& [pair, count] : both) {
        int64_t& largest = mostOfCluster[pair.first];
        largest = std::max(largest, count);
    }
    int64_t right = 0;
    for (const auto& [cluster, count] : mostOfCluster) right += count;
    agreement.purity = static_cast<double>(right) / total;
    return agreement;
}

}  // namespace zscape
