#pragma once

#include "ui/bridge/kept_settings.h"
#include <QVariant>

namespace zscape {

/// A file of settings can be edited: what is no value of `least` to `most` is `otherwise`.
template <typename Value>
Value storedValue(const QString& key, Value least, Value most, Value otherwise) {
    const QVariant variant = KeptSettings().value(key);
    const auto value = variant.value<Value>();
    return variant.isValid() && value >= least && value <= most ? value : otherwise;
}

}  // namespace zscape
