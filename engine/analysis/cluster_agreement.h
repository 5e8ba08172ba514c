#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace zscape {

/// How well clusters and labels are the same division of the images that have a label.
struct ClusterAgreement {
    /// Hubert and Arabie 1985, "Comparing partitions": of pairs of images, how many are told alike by both, less what
    /// chance gives: 1 where they are the same division, about 0 of a random one; below 0 is possible.
    double adjustedRand = 0;
    /// I(cluster; label) over the mean of both entropies (Vinh, Epps, Bailey 2010, JMLR 11, "NMI_sum"), 0 to 1.
    double normalisedMutualInformation = 0;
    /// How many images have the label that most of their cluster have, 0 to 1 (Manning, Raghavan, Schütze 2008, chapter
    /// 16.3). More clusters make it larger by themselves.
    double purity = 0;
    int64_t images = 0;  ///< those with a label
};

/// None where fewer than two labels are there.
/// \param clusters one for each image, 0 or more \param labels one for each image; below 0: none
std::optional<ClusterAgreement> agreementWith(std::span<const int32_t> clusters, std::span<const int> labels);

}  // namespace zscape
