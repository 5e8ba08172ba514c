#include "engine/objective/gaussians.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

namespace zscape {
namespace {

// The formula in double, with LibTorch's own gradients, is the independent source; golden.json has torch.distributions'
// value.
TEST(KlToStandardNormal, IsTheFormulaWithItsGradient) {
    for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
        const Tensor heads = at::randn({130, 14}, type) * 2;
        const Tensor raw = heads.clone().requires_grad_();
        const Tensor seen = at::randn({130, 7}, type);
        const Tensor divergence = klToStandardNormal({raw.narrow(1, 0, 7), raw.narrow(1, 7, 7)});
        (divergence * seen).sum().backward();

        const Tensor wide = heads.to(at::kDouble).requires_grad_();
        const Tensor mu = wide.narrow(1, 0, 7), logVar = wide.narrow(1, 7, 7);
        const Tensor expected = (mu.square() + logVar.exp() - 1 - logVar) * 0.5;
        (expected * seen.to(at::kDouble)).sum().backward();

        const double allowed = type == at::kFloat ? 2e-5 : 1e-12;
        const Tensor size = expected.detach().abs() + 1;
        EXPECT_LT(((divergence.detach() - expected.detach()).abs() / size).max().item<double>(), allowed);
        EXPECT_LT((raw.grad() - wide.grad()).abs().max().item<double>(),
                  allowed * wide.grad().abs().max().item<double>());
    }
}

TEST(KlToStandardNormal, IsInfiniteWhereTheVarianceIs) {
    EXPECT_TRUE(klToStandardNormal({at::zeros({1, 1}), at::full({1, 1}, 200.0F)}).isinf().item<bool>());
    EXPECT_TRUE(klToStandardNormal({at::full({1, 1}, NAN), at::zeros({1, 1})}).isnan().item<bool>());
}

}  // namespace
}  // namespace zscape
