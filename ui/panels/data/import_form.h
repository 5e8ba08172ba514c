#pragma once

#include "engine/session/types.h"

#include <QWidget>

class QComboBox;
class QPushButton;

namespace zscape {

class NumberField;

/// How images become what a model trains on: size, colour, how a picture becomes square, what lies under transparency.
/// For the sample of shapes also how many, and from which seed.
class ImportForm : public QWidget {
    Q_OBJECT

public:
    explicit ImportForm(QWidget* parent = nullptr);

    /// Shows these; a size or depth of 0 is shown as `guessedSize`, `guessedChannels`.
    void setSettings(const ImportSettings& settings, int guessedSize, int guessedChannels);
    ImportSettings settings() const;
    /// Only for "sample:shapes".
    void setShapes(bool shapes);
    /// Off while a run trains, with the reason.
    void setLocked(bool locked, const QString& reason);

    NumberField* sizeField() const { return size_; }
    QComboBox* depthPicker() const { return depth_; }
    QPushButton* importButton() const { return import_; }

Q_SIGNALS:
    void importRequested(const zscape::ImportSettings& settings);
    void closed();

private:
    void showBackground();

    ImportSettings settings_;
    NumberField* size_;
    QComboBox* depth_;
    QComboBox* fit_;
    QPushButton* background_;
    NumberField* count_;
    NumberField* seed_;
    QWidget* countLabel_;
    QWidget* seedLabel_;
    QPushButton* import_;
};

}  // namespace zscape
