#pragma once

/// The constants of Adam (Kingma & Ba 2015, arXiv 1412.6980) wherever Zscape takes its steps.
namespace zscape::adam {

inline constexpr double kBeta1 = 0.9;
inline constexpr double kBeta2 = 0.999;
inline constexpr double kEpsilon = 1e-8;

}  // namespace zscape::adam
