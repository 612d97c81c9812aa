# The outside libraries, each behind one interface target that a module names.
find_package(Threads REQUIRED)
find_package(nlohmann_json REQUIRED)
find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)
find_package(CLI11 REQUIRED)

# Debian's TorchConfig.cmake names the libraries and include folders; newer ones are found through
# CMAKE_PREFIX_PATH (python3 -c "import torch; print(torch.utils.cmake_prefix_path)").
if(HANDSIGHT_TRAINING)
  find_package(Torch REQUIRED)
  find_package(OpenMP REQUIRED)
  add_library(handsight_torch INTERFACE)
  target_include_directories(handsight_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
  target_link_libraries(handsight_torch INTERFACE ${TORCH_LIBRARIES} OpenMP::OpenMP_CXX)
  separate_arguments(torch_flags NATIVE_COMMAND "${TORCH_CXX_FLAGS}")
  target_compile_options(handsight_torch INTERFACE ${torch_flags})
endif()

if(HANDSIGHT_IMAGING)
  find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs)
  add_library(handsight_opencv INTERFACE)
  target_include_directories(handsight_opencv SYSTEM INTERFACE ${OpenCV_INCLUDE_DIRS})
  target_link_libraries(handsight_opencv INTERFACE opencv_core opencv_imgproc opencv_imgcodecs)
  # The codecs below OpenCV, called directly where it would only print what they warn about.
  find_package(JPEG REQUIRED)
  find_package(PNG REQUIRED)
  add_library(handsight_codecs INTERFACE)
  target_link_libraries(handsight_codecs INTERFACE JPEG::JPEG PNG::PNG)
endif()
