#pragma once

#include "engine/analysis/layout/neighbours.h"

#include <functional>

namespace zscape {

/// A sparse symmetric matrix, N x N: row i has its columns, ascending, from first[i] to first[i + 1].
struct Affinities {
    std::vector<int64_t> first;  ///< N + 1
    std::vector<int32_t> to;
    std::vector<float> weight;

    int64_t rows() const { return static_cast<int64_t>(first.size()) - 1; }
};

/// Weights of a row's neighbours, exp(-beta d²) with sum 1 and the beta by which their perplexity (e to the entropy)
/// is the one that is asked for; as near to it as their number allows.
/// \param distances at least one \param weights as many
void calibrate(std::span<const float> distances, double perplexity, std::span<float> weights);

/// What `table` has one way, made symmetric: combine(weight of i -> j or 0, weight of j -> i or 0).
/// \param weights as table.index
Affinities symmetric(const NeighbourTable& table, const std::vector<float>& weights, ThreadTeam& team,
                     const std::function<float(float, float)>& combine);

/// The joint probabilities of t-SNE (van der Maaten and Hinton 2008) over the neighbours: sum 1.
Affinities jointProbabilities(const NeighbourTable& table, double perplexity, ThreadTeam& team);

/// The fuzzy union of UMAP (McInnes, Healy and Melville 2018) over the neighbours: 0 to 1 each.
Affinities fuzzyNeighbours(const NeighbourTable& table, ThreadTeam& team);

}  // namespace zscape
