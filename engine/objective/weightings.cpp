#include "engine/objective/weightings.h"

namespace zscape {

Row BetaWeighting::weigh(const std::string& term, const Tensor& perDimension, int64_t) {
    Row row;
    row.term = term;
    row.perDimension = perDimension.mean(0);
    row.value = row.perDimension.sum();
    row.weight = beta_;
    row.contribution = row.value * beta_;
    return row;
}

bool BetaWeighting::adjust(const std::string& key, double value) {
    if (key != "beta") return false;
    beta_ = value;
    return true;
}

}  // namespace zscape
